/**
 * Frames on their way through inference: fixed slots of one mapped file per stream, claimed by state and generation. No
 * allocation per frame; the only input or output is creating and deleting the file.
 */
@NullMarked
package io.aegisvision.dataplane.ring;

import org.jspecify.annotations.NullMarked;
