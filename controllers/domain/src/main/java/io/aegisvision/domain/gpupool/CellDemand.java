package io.aegisvision.domain.gpupool;

import io.aegisvision.domain.placement.Demand.Need;
import java.time.Instant;

/**
 * Cells that a pipeline would have if the pool had places.
 *
 * @param namespace of the pipeline
 * @param pipeline its name
 * @param cells how many, 1 or more
 * @param since when the oldest of its streams that wait was made
 * @param need what each must be offered
 */
public record CellDemand(String namespace, String pipeline, int cells, Instant since, Need need) {}
