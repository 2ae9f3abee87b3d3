/**
 * From confirmed tracks to events, in media time. Pure: no clock, no input or output; allocates only for an event or a
 * reload.
 */
@NullMarked
package io.aegisvision.dataplane.rules;

import org.jspecify.annotations.NullMarked;
