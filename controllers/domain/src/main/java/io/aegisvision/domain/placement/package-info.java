/**
 * Which stream runs in which cell, how many cells a pool holds, and what a cell asks of it.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.placement;

import org.jspecify.annotations.NullMarked;
