package io.aegisvision.controllers.miglayout;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Of the GPU Operator's ClusterPolicy what is read here: where MIG Manager runs, and where its layouts are. */
@Group("nvidia.com")
@Version("v1")
@Plural("clusterpolicies")
public class ClusterPolicy extends CustomResource<ClusterPolicy.Spec, ClusterPolicy.Status> {
    private static final long serialVersionUID = 1L;

    /** @param migManager absent: with the GPU Operator's defaults */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(@Nullable Partitioner migManager) {}

    /** @param enabled absent: yes */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Partitioner(
            @Nullable Boolean enabled, @Nullable Config config) {}

    /** @param name of the ConfigMap with the layouts; absent or empty: the GPU Operator's own */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Config(@Nullable String name) {}

    /** @param namespace that the GPU Operator runs its parts in */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Status(@Nullable String namespace) {}
}
