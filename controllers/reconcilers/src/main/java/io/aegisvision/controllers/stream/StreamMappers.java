package io.aegisvision.controllers.stream;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellJson;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.domain.stream.StreamCheck;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which Streams a change of another object concerns; reads caches only. */
final class StreamMappers {
    private final CellCaches caches;
    private final CellStates states;

    StreamMappers(CellCaches caches, CellStates states) {
        this.caches = caches;
        this.states = states;
    }

    Set<ResourceID> ofPipeline(Pipeline pipeline) {
        return in(pipeline.getMetadata().getNamespace(), stream -> stream.getSpec()
                .pipelineRef()
                .name()
                .equals(pipeline.getMetadata().getName()));
    }

    /** A cell's own Secret concerns the streams in it; any other those that name it. */
    Set<ResourceID> ofSecret(Secret secret) {
        String namespace = secret.getMetadata().getNamespace();
        String name = secret.getMetadata().getName();
        if (label(secret, Keys.CELL) == null) {
            return in(namespace, stream -> name.equals(StreamCheck.secretName(stream.getSpec())));
        }
        Set<ResourceID> ids = CellJson.config(secret).stream()
                .flatMap(config -> config.streams().stream())
                .map(StreamAssignment::name)
                .map(stream -> new ResourceID(stream, namespace))
                .collect(Collectors.toCollection(HashSet::new));
        ids.addAll(ofCell(namespace, name));
        return ids;
    }

    Set<ResourceID> ofPod(Pod pod) {
        String cell = label(pod, Keys.CELL);
        return cell == null ? Set.of() : ofCell(pod.getMetadata().getNamespace(), cell);
    }

    /** Streams that a cell is told to run, says it runs, or ran last. */
    Set<ResourceID> ofCell(String namespace, String cell) {
        Set<ResourceID> ids = new HashSet<>(in(
                namespace,
                stream -> stream.getStatus() != null
                        && cell.equals(stream.getStatus().cell())));
        caches.secrets().get(namespace, cell).flatMap(CellJson::config).ifPresent(config -> config.streams()
                .forEach(stream -> ids.add(new ResourceID(stream.name(), namespace))));
        states.get(namespace, cell).ifPresent(state -> state.streams().stream()
                .map(StreamState::name)
                .forEach(name -> ids.add(new ResourceID(name, namespace))));
        return ids;
    }

    private Set<ResourceID> in(String namespace, Predicate<Stream> condition) {
        return caches.streams().in(namespace).stream()
                .filter(condition)
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static @Nullable String label(HasMetadata object, String key) {
        @Nullable Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
