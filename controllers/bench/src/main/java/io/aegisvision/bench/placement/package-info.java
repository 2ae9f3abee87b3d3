/**
 * Measures the planner of placements: against the optimum, against the heuristics of the literature, and by the clock.
 * {@code make bench-placement} runs it.
 */
@NullMarked
package io.aegisvision.bench.placement;

import org.jspecify.annotations.NullMarked;
