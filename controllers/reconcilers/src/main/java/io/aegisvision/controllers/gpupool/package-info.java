/**
 * The GpuPool's reconciler: what a pool holds, what is used, and what found no place.
 *
 * <p>May: write status of GpuPools, and evict pods of cells by a pool's policy. May not: place anything.
 */
@NullMarked
package io.aegisvision.controllers.gpupool;

import org.jspecify.annotations.NullMarked;
