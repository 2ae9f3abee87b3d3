/** How often the trial's statistics, as they ship, are wrong, and how much evidence they need; by simulation. */
@NullMarked
package io.aegisvision.experiments.canary;

import org.jspecify.annotations.NullMarked;
