package io.aegisvision.domain.pipeline;

import io.aegisvision.contract.CellConfig;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cells of a pipeline are to be.
 *
 * @param revision the revision that streams run
 * @param newRevision whether it has to be recorded first
 * @param cells cells to make or change, in name order
 * @param removed cells to take away
 * @param cellOf cell of each placed stream, by stream
 * @param unplaced streams that found no place, in name order
 * @param noPlace why; empty when all have one
 * @param spec what is wrong with the spec by itself
 * @param refs what is wrong with objects that it names
 * @param wanted number of streams that are to run
 */
public record PipelinePlan(
        Revision revision,
        boolean newRevision,
        List<CellPlan> cells,
        List<String> removed,
        Map<String, String> cellOf,
        List<String> unplaced,
        Optional<Problem> noPlace,
        List<Problem> spec,
        List<Problem> refs,
        int wanted) {

    /**
     * A cell.
     *
     * @param takesPlace whether it takes a place in the pool that it does not have yet
     * @param config what it is told
     * @param shape what its pod asks for; empty leaves the Deployment as it is
     */
    public record CellPlan(String name, boolean takesPlace, CellConfig config, Optional<Shape> shape) {}

    /**
     * What a cell's pod asks of the pool.
     *
     * @param pool the pool
     * @param profile MIG profile; empty for none
     * @param resource extended resource of the inference server's container, one of it; empty for none
     */
    public record Shape(PipelineSnapshot.PoolView pool, String profile, Optional<String> resource) {}

    /** Whether places in a pool are taken: such plans are made and applied one at a time. */
    public boolean takesPlaces() {
        return cells.stream().anyMatch(CellPlan::takesPlace);
    }
}
