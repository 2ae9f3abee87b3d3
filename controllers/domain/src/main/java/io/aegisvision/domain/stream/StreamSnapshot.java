package io.aegisvision.domain.stream;

import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.domain.pipeline.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * All that is said about one stream.
 *
 * @param pipeline the Pipeline that it names, if there is one
 * @param secrets content of the Secret that its source names, if it exists
 * @param cell the cell that is told to run it, or that still says it does
 */
public record StreamSnapshot(
        String name,
        String uid,
        StreamSpec spec,
        Optional<PipelineView> pipeline,
        Map<String, Map<String, String>> secrets,
        Optional<CellOfStream> cell) {

    /**
     * A Pipeline as its streams see it.
     *
     * @param blocked why it has no usable graph; empty when it has
     * @param noPlace why streams wait for a place; empty when none does
     */
    public record PipelineView(String name, PipelineSpec spec, Optional<Problem> blocked, Optional<Problem> noPlace) {}

    /**
     * The cell of a stream.
     *
     * @param config what it is told
     * @param state what it said last
     * @param reachable whether it answers now
     * @param exists whether there is a pod of it
     * @param failure why its pod cannot start; empty if nothing is known to be wrong
     */
    public record CellOfStream(
            String name,
            Optional<CellConfig> config,
            Optional<CellState> state,
            boolean reachable,
            boolean exists,
            String failure) {}
}
