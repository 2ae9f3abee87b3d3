/**
 * The geometry of MIG: profiles, where instances may start, which sets of instances are possible on a GPU, and how many
 * GPUs a set of profiles needs at least.
 *
 * <p>May: decide from what is handed in, and read the tables of products that are packed beside it. May not: read a
 * clock, do other I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.mig;

import org.jspecify.annotations.NullMarked;
