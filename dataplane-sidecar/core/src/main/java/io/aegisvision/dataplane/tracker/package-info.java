/**
 * From detections to tracks of one stream, by elapsed capture time. Pure: no clock, no input or output, no allocation per
 * frame once the arrays have grown.
 */
@NullMarked
package io.aegisvision.dataplane.tracker;

import org.jspecify.annotations.NullMarked;
