package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PipelineStatus;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Where an object stands, in one line. */
final class Sentence {
    private Sentence() {}

    static String of(HasMetadata object) {
        String told =
                switch (object) {
                    case Model model -> model(model);
                    case Pipeline pipeline -> pipeline(pipeline.getStatus());
                    case Stream stream -> stream(stream.getStatus());
                    case Canary canary -> canary(canary);
                    case Gate gate -> gate(gate);
                    default -> "";
                };
        String ready = ready(Kind.conditions(object));
        return told.isEmpty() ? ready : told + "; " + ready;
    }

    private static String ready(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst()
                .map(condition -> ("True".equals(condition.getStatus()) ? "ready" : "NOT READY") + " ("
                        + condition.getReason() + ": " + condition.getMessage() + ")")
                .orElse("the operator has not seen it yet");
    }

    private static String model(Model model) {
        ModelStatus status = model.getStatus();
        if (status == null) {
            return "wants " + model.getSpec().version();
        }
        return "wants " + model.getSpec().version() + ", serves "
                + (status.servingVersion() == null ? "nothing" : status.servingVersion())
                + (status.candidate() == null
                        ? ""
                        : ", tries " + status.candidate().version());
    }

    private static String pipeline(PipelineStatus status) {
        if (status == null || status.cells() == null || status.streams() == null) {
            return "";
        }
        return status.revision() + ", cells " + status.cells().summary() + ", streams "
                + status.streams().summary();
    }

    private static String stream(StreamStatus status) {
        if (status == null || status.cell() == null) {
            return "";
        }
        String rates = status.framesPerSecond() == null
                ? ""
                : ", " + status.framesPerSecond().decoded() + " decoded and "
                        + status.framesPerSecond().processed() + " processed a second";
        String models = String.join(
                ", ",
                status.models().stream()
                        .map(model -> model.stage() + " " + model.version()
                                + (model.arm() == StreamStatus.Arm.Candidate ? " (candidate)" : ""))
                        .toList());
        return "in " + status.cell() + rates + (models.isEmpty() ? "" : ", " + models);
    }

    private static String canary(Canary canary) {
        CanaryStatus status = canary.getStatus();
        String tries = canary.getSpec().trial().candidate().version() + " against "
                + canary.getSpec().trial().baseline().version();
        if (status == null || status.phase() == null) {
            return tries;
        }
        String weight = status.weightPercent() == null ? "" : ", " + status.weightPercent() + " % of streams";
        return tries + ", " + status.phase() + weight
                + (status.evidence() == null ? "" : ", " + numbers(status.evidence()));
    }

    static String numbers(EvidenceNumbers evidence) {
        return evidence.units() + " clips, e-value " + evidence.eValue() + " of " + evidence.requiredEValue() + ", "
                + evidence.verdict();
    }

    private static String gate(Gate gate) {
        GateStatus status = gate.getStatus();
        int approvals = status == null ? 0 : status.approvals().size();
        return (status == null || status.phase() == null
                        ? "Pending"
                        : status.phase().name()) + ", " + approvals + " of "
                + gate.getSpec().requiredApprovals() + " approvals, asked for by "
                + String.join(", ", gate.getSpec().requestedBy()) + ", expires "
                + gate.getSpec().expiresAt();
    }
}
