/**
 * Pictures and clips that show why an event was told: noted with the event, made from what the stream keeps, stored, and
 * told of in a follow-up.
 *
 * <p>Nothing here may hold up a frame or an event. What a frame costs is a few numbers copied and a packet referred to;
 * all else happens at the rate of events, on threads of its own, behind bounds.
 */
@NullMarked
package io.aegisvision.dataplane.app.evidence;

import org.jspecify.annotations.NullMarked;
