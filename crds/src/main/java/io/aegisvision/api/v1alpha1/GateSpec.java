package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request, frozen when the gate opens. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "self == oldSelf", message = "spec: a gate is frozen when it opens")
public record GateSpec(
        @JsonPropertyDescription("What is to be done.") @Required
        Action action,

        @JsonPropertyDescription("On what.") @Required Target target,
        @JsonPropertyDescription("The Model.") @Required ObjectRef modelRef,

        @JsonPropertyDescription(
                "SHA-256 over the canonical JSON (RFC 8785) of action, target, modelRef, trial and evidence. An approval names it.")
        @Required
        @Size(max = Formats.DIGEST_LENGTH)
        @Pattern(Formats.DIGEST)
        String requestDigest,

        @JsonPropertyDescription("The trial.") @Required CanaryTrial trial,

        @JsonPropertyDescription("The numbers when the gate opened.") @Required
        EvidenceNumbers evidence,

        @JsonPropertyDescription("Everyone who changed the Model since the last promotion; none of them may approve.")
        @Required
        @Size(min = 1, max = GateSpec.REQUESTERS)
        List<@Size(min = 1, max = Formats.USER_LENGTH) String> requestedBy,

        @JsonPropertyDescription("How much depends on it.") @Default("Consequential")
        Tier tier,

        @JsonPropertyDescription("Live streams that the action concerns.") @Default("0") @Min(0)
        int affectedStreams,

        @JsonPropertyDescription("How many people must approve, 1 to 10.") @Required @Min(1) @Max(10)
        int requiredApprovals,

        @JsonPropertyDescription("Groups whose members may approve.") @Required @Size(min = 1, max = 16)
        List<Approver> approvers,

        @JsonPropertyDescription("When it expires, RFC 3339 in UTC.") @Required @Size(max = 40)
        String expiresAt) {
    /** Most requesters. */
    public static final int REQUESTERS = 256;

    public GateSpec {
        requestedBy = Lists.copy(requestedBy);
        approvers = Lists.copy(approvers);
    }

    /** What is to be done. */
    public enum Action {
        /** The candidate serves. */
        Promote
    }

    /** How much depends on an action. */
    public enum Tier {
        /** It changes what serves. */
        Consequential
    }

    /** Kind of target. */
    public enum TargetKind {
        Canary
    }

    /** What the action is on. */
    public record Target(
            @JsonPropertyDescription("Kind.") @Required TargetKind kind,

            @JsonPropertyDescription("Name.") @Required @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH)
            String name,

            @JsonPropertyDescription("Uid.") @Required @Size(min = 1, max = Formats.UID_LENGTH)
            String uid,

            @JsonPropertyDescription("Generation of its spec when the gate opened.") @Nullable
            Long generation) {}
}
