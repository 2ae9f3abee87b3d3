/**
 * From a pipeline's stages to the graph and the config that a cell runs.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.pipeline;

import org.jspecify.annotations.NullMarked;
