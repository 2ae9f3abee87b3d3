/** Faults of every kind against real processes, for as long as one likes: nothing is lost, and nothing is left behind. */
@NullMarked
package io.aegisvision.dataplane.bench.soak;

import org.jspecify.annotations.NullMarked;
