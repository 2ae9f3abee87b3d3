/**
 * Gates and approvals: whose word counts, and which phase a gate is in. May not: execute anything.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.gate;

import org.jspecify.annotations.NullMarked;
