/**
 * Video servers on loopback whose every frame is known, and the faults that real ones have.
 *
 * <p>May: use FFmpeg to encode and the JDK to serve. May not: use the data plane, so that each of its modules can be
 * tested with it; be shipped.
 */
@NullMarked
package io.aegisvision.dataplane.testkit;

import org.jspecify.annotations.NullMarked;
