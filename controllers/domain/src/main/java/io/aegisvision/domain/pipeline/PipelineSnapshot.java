package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.domain.gpupool.PoolLedger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that decides what the cells of a pipeline do.
 *
 * @param streams that name the pipeline
 * @param secrets content of the Secrets that exist among those named by anything here
 * @param models the Models that exist among those that the stages name
 * @param elsewhere what else in the namespace runs a model, by Model
 * @param pool the pool that exists under the name of {@code spec.poolRef}
 * @param cells that exist
 * @param latest the newest revision
 * @param insecureRegistries {@code host:port} of registries spoken to over plain HTTP
 */
public record PipelineSnapshot(
        String namespace,
        String name,
        PipelineSpec spec,
        List<StreamView> streams,
        Map<String, Map<String, String>> secrets,
        Map<String, ModelView> models,
        Map<String, Elsewhere> elsewhere,
        Optional<PoolView> pool,
        List<CellView> cells,
        Revision latest,
        List<String> insecureRegistries) {

    /**
     * A Stream.
     *
     * @param deleting it is to go
     */
    public record StreamView(String name, String uid, StreamSpec spec, boolean deleting) {
        /** Whether it is to run. */
        public boolean wanted() {
            return !deleting && !spec.suspend();
        }
    }

    /**
     * Users of a model outside the pipeline.
     *
     * @param streamUids streams in cells
     * @param cells cells with such streams, and whether they answer
     */
    public record Elsewhere(Set<String> streamUids, Map<String, Boolean> cells) {
        /** Nobody. */
        public static final Elsewhere NOBODY = new Elsewhere(Set.of(), Map.of());
    }

    /** A pool, and what it has. */
    public record PoolView(String name, PoolLedger ledger) {
        /** As it was applied. */
        public GpuPoolSpec spec() {
            return ledger.spec();
        }
    }

    /**
     * A cell as it is.
     *
     * @param config what its Secret tells it; empty when the Secret is missing or cannot be read
     * @param profile MIG profile that it was made with; empty for none
     * @param state what it said last
     * @param reachable whether it answers now
     * @param ready whether its pod is ready
     * @param failure why its pod cannot start, for people; empty if nothing is known to be wrong
     */
    public record CellView(
            String name,
            Optional<CellConfig> config,
            String profile,
            Optional<CellState> state,
            boolean reachable,
            boolean ready,
            String failure) {

        /** Whether the cell is known to run what its Secret says. */
        public boolean applied() {
            return state.isPresent()
                    && config.isPresent()
                    && state.get().appliedRevision().equals(config.get().revision());
        }
    }

    /**
     * A revision of the pipeline.
     *
     * @param number 0 when there is none
     * @param digest of its stages
     */
    public record Revision(long number, String digest) {
        /** There is none. */
        public static final Revision NONE = new Revision(0, "");
    }
}
