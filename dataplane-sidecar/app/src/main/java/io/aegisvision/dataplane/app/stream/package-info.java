/** One stream: decode, sample, infer, track, judge, in order. */
@NullMarked
package io.aegisvision.dataplane.app.stream;

import org.jspecify.annotations.NullMarked;
