/**
 * Trials of a candidate version: the anytime-valid statistics, which streams move, and the plan of one canary.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, know the Kubernetes client or
 * promote: the only way on from here is an approved gate.
 */
@NullMarked
package io.aegisvision.domain.canary;

import org.jspecify.annotations.NullMarked;
