package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one cell is to do, complete in itself: a cell that restarts while the operator is down goes on from it.
 *
 * @param schema version of this schema, {@value #SCHEMA}; a cell refuses any other
 * @param namespace the tenant's namespace, part of every event's source
 * @param cell the cell's name, for example {@code yard-0}
 * @param pipeline the pipeline's name
 * @param revision hex digest over all the rest of this config; reported back as {@link CellState#appliedRevision()}
 * @param graph the one pinned revision of the pipeline that all streams of this cell run
 * @param models every version to keep loaded: served, candidate, and those that still drain
 * @param streams the streams assigned to this cell, in name order
 * @param trials canary trials whose shadow lane this cell runs; at most one per model
 * @param insecureRegistries {@code host:port} of registries spoken to over plain HTTP
 * @param view whether the cell gives out pictures of its streams
 */
public record CellConfig(
        int schema,
        String namespace,
        String cell,
        String pipeline,
        String revision,
        PipelineGraph graph,
        List<ModelVersion> models,
        List<StreamAssignment> streams,
        List<TrialLane> trials,
        List<String> insecureRegistries,
        View view) {

    /** The schema version that this code reads and writes. */
    public static final int SCHEMA = 1;

    public CellConfig {
        models = Lists.copy(models);
        streams = Lists.copy(streams);
        trials = Lists.copy(trials);
        insecureRegistries = Lists.copy(insecureRegistries);
        @Nullable View given = view;
        view = given == null ? View.Enabled : given; // as a config says it that was written before there was a choice
    }

    /** Whether people may look at what the streams show. */
    public enum View {
        Enabled,
        /** Neither frames nor snapshots; what rules tell goes out all the same. */
        Disabled
    }
}
