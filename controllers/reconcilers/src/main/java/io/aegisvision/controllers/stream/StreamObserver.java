package io.aegisvision.controllers.stream;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellJson;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.PodTrouble;
import io.aegisvision.domain.pipeline.Problem;
import io.aegisvision.domain.stream.StreamCheck;
import io.aegisvision.domain.stream.StreamPlanner;
import io.aegisvision.domain.stream.StreamSnapshot;
import io.aegisvision.domain.stream.StreamSnapshot.CellOfStream;
import io.aegisvision.domain.stream.StreamSnapshot.PipelineView;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that is said about one stream, from the caches. */
public final class StreamObserver {
    private final CellCaches caches;
    private final CellStates states;

    /** Reads from these caches and states. */
    public StreamObserver(CellCaches caches, CellStates states) {
        this.caches = caches;
        this.states = states;
    }

    /** Reads. */
    public StreamSnapshot observe(Stream stream) {
        String namespace = stream.getMetadata().getNamespace();
        String pipeline = stream.getSpec().pipelineRef().name();
        String secret = StreamCheck.secretName(stream.getSpec());
        Map<String, Map<String, String>> secrets = secret == null
                ? Map.of()
                : caches.secrets()
                        .get(namespace, secret)
                        .map(found -> Map.of(secret, CellJson.data(found)))
                        .orElse(Map.of());
        return new StreamSnapshot(
                stream.getMetadata().getName(),
                stream.getMetadata().getUid(),
                stream.getSpec(),
                caches.pipelines().get(namespace, pipeline).map(StreamObserver::pipeline),
                secrets,
                cell(stream));
    }

    private static PipelineView pipeline(Pipeline pipeline) {
        List<Condition> conditions =
                pipeline.getStatus() == null ? List.of() : pipeline.getStatus().conditions();
        return new PipelineView(
                pipeline.getMetadata().getName(),
                pipeline.getSpec(),
                problem(conditions, "Accepted").or(() -> problem(conditions, "ResolvedRefs")),
                problem(conditions, "Placed"));
    }

    private static Optional<Problem> problem(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.getType().equals(type) && c.getStatus().equals("False"))
                .findFirst()
                .map(c -> new Problem(reason(c.getReason()), c.getMessage()));
    }

    private static Reason reason(String name) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(Reason.Unknown);
    }

    /** The cell that is told to run the stream; else one that still says that it does. */
    private Optional<CellOfStream> cell(Stream stream) {
        String namespace = stream.getMetadata().getNamespace();
        String uid = stream.getMetadata().getUid();
        Optional<CellOfStream> told = Optional.ofNullable(stream.getStatus())
                .map(StreamStatus::cell)
                .flatMap(name -> told(namespace, name, uid));
        if (told.isPresent()) {
            return told;
        }
        Set<String> cells = new TreeSet<>();
        for (Secret secret : caches.secrets().in(namespace)) {
            if (label(secret) == null) {
                continue;
            }
            String name = secret.getMetadata().getName();
            cells.add(name);
            if (told.isEmpty()) {
                told = told(namespace, name, uid);
            }
        }
        if (told.isPresent()) {
            return told;
        }
        // its last known cell too: that Secret may be gone while the pod still is there
        if (stream.getStatus() != null && stream.getStatus().cell() != null) {
            cells.add(stream.getStatus().cell());
        }
        return cells.stream()
                .filter(name -> states.get(namespace, name)
                        .flatMap(state -> StreamPlanner.state(state, uid))
                        .isPresent())
                .findFirst()
                .map(name -> cell(namespace, name, Optional.empty()))
                .filter(CellOfStream::exists);
    }

    private Optional<CellOfStream> told(String namespace, String cell, String uid) {
        return caches.secrets()
                .get(namespace, cell)
                .flatMap(CellJson::config)
                .filter(given -> StreamPlanner.assignment(given, uid).isPresent())
                .map(config -> cell(namespace, cell, Optional.of(config)));
    }

    private CellOfStream cell(String namespace, String name, Optional<CellConfig> config) {
        List<Pod> pods = caches.pods(namespace, name);
        Optional<CellState> state = states.get(namespace, name);
        return new CellOfStream(
                name, config, state, states.reachable(namespace, name), !pods.isEmpty(), PodTrouble.of(pods));
    }

    private static @Nullable String label(Secret secret) {
        @Nullable Map<String, String> labels = secret.getMetadata().getLabels();
        return labels == null ? null : labels.get(Keys.CELL);
    }
}
