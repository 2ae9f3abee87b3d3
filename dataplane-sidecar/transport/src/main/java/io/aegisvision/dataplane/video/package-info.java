/**
 * Video in: RTSP cameras and files through FFmpeg, decoded and scaled straight into an inference slot;
 * and its newest packets kept, so that clips and pictures of what just happened can be cut from them.
 *
 * <p>Adapters only. Whether a time step begins a new epoch, which frame is sampled and when to reconnect is decided by
 * the caller. Nothing here prints or returns a credential: FFmpeg's own log is off and messages are written here.
 */
@NullMarked
package io.aegisvision.dataplane.video;

import org.jspecify.annotations.NullMarked;
