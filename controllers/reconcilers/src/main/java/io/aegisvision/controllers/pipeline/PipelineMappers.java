package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.domain.pipeline.GraphResolver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which Pipelines a change of another object concerns; reads caches only. */
final class PipelineMappers {
    private final CellCaches caches;

    PipelineMappers(CellCaches caches) {
        this.caches = caches;
    }

    Set<ResourceID> ofStream(io.aegisvision.api.v1alpha1.Stream stream) {
        return Set.of(new ResourceID(
                stream.getSpec().pipelineRef().name(), stream.getMetadata().getNamespace()));
    }

    Set<ResourceID> ofModel(Model model) {
        return using(model.getMetadata().getNamespace(), model.getMetadata().getName());
    }

    Set<ResourceID> ofCanary(Canary canary) {
        return using(
                canary.getMetadata().getNamespace(), canary.getSpec().modelRef().name());
    }

    Set<ResourceID> ofPool(GpuPool pool) {
        return where(pipeline ->
                pipeline.getSpec().poolRef().name().equals(pool.getMetadata().getName()));
    }

    /** A cell's own Secret concerns its pipeline; any other may be named by a stage, a stream or a model. */
    Set<ResourceID> ofSecret(Secret secret) {
        return label(secret, Keys.CELL) != null
                ? ofCellObject(secret)
                : where(pipeline -> secret.getMetadata()
                        .getNamespace()
                        .equals(pipeline.getMetadata().getNamespace()));
    }

    Set<ResourceID> ofCellObject(HasMetadata object) {
        String pipeline = label(object, Keys.PIPELINE);
        return pipeline == null
                ? Set.of()
                : Set.of(new ResourceID(pipeline, object.getMetadata().getNamespace()));
    }

    /** Its own pipeline; and a cell may give a place back that others wait for. */
    Set<ResourceID> ofDeployment(Deployment deployment) {
        return Stream.concat(ofCellObject(deployment).stream(), waiting().stream())
                .collect(Collectors.toSet());
    }

    /** A pod may free a slice that others wait for; those without GPUs concern nobody. */
    Set<ResourceID> ofPod(Pod pod) {
        return ClusterObserver.counts(pod)
                ? Stream.concat(ofCellObject(pod).stream(), waiting().stream()).collect(Collectors.toSet())
                : Set.of();
    }

    Set<ResourceID> ofNode(Node node) {
        return waiting();
    }

    Set<ResourceID> ofSlice(ResourceSlice slice) {
        return waiting();
    }

    /** A claim that goes gives devices back. */
    Set<ResourceID> ofClaim(ResourceClaim claim) {
        return ClusterObserver.counts(claim) ? waiting() : Set.of();
    }

    Set<ResourceID> ofCell(String namespace, String cell) {
        return caches.secrets().get(namespace, cell).map(this::ofCellObject).orElse(Set.of());
    }

    private Set<ResourceID> waiting() {
        return where(PipelineMappers::waits);
    }

    private static boolean waits(Pipeline pipeline) {
        return pipeline.getStatus() == null
                || pipeline.getStatus().conditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Placed") && c.getStatus().equals("False"));
    }

    private Set<ResourceID> using(String namespace, String model) {
        return where(pipeline -> namespace.equals(pipeline.getMetadata().getNamespace())
                && GraphResolver.models(pipeline.getSpec()).contains(model));
    }

    private Set<ResourceID> where(Predicate<Pipeline> condition) {
        return caches.pipelines().all().stream()
                .filter(condition)
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static @Nullable String label(HasMetadata object, String key) {
        @Nullable Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
