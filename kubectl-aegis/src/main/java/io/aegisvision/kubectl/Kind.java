package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The kinds that can be asked about; each constant is also the word that is typed. */
enum Kind {
    MODEL(Model.class),
    PIPELINE(Pipeline.class),
    STREAM(Stream.class),
    CANARY(Canary.class),
    GATE(Gate.class),
    APPROVAL(Approval.class),
    GPUPOOL(GpuPool.class);

    private final Class<? extends HasMetadata> type;

    Kind(Class<? extends HasMetadata> type) {
        this.type = type;
    }

    HasMetadata get(KubernetesClient client, String name) {
        return Connection.get(client, type, name);
    }

    /** Conditions of an object of one of these kinds; empty before the operator saw it. */
    static List<Condition> conditions(HasMetadata object) {
        return switch (object) {
            case Model model when model.getStatus() != null -> model.getStatus().conditions();
            case Pipeline pipeline
            when pipeline.getStatus() != null -> pipeline.getStatus().conditions();
            case Stream stream
            when stream.getStatus() != null -> stream.getStatus().conditions();
            case Canary canary
            when canary.getStatus() != null -> canary.getStatus().conditions();
            case Gate gate when gate.getStatus() != null -> gate.getStatus().conditions();
            case Approval approval
            when approval.getStatus() != null -> approval.getStatus().conditions();
            case GpuPool pool when pool.getStatus() != null -> pool.getStatus().conditions();
            default -> List.of();
        };
    }
}
