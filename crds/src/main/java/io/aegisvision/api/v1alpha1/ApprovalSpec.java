package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A decision, frozen; its author may revoke it until the gate is executed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = ApprovalSpec.FROZEN, message = ApprovalSpec.FROZEN_MESSAGE)
@ValidationRule(
        value = "!oldSelf.revoked || self.revoked",
        fieldPath = ".revoked",
        message = "revoked: a revoked decision stays revoked; create another Approval")
public record ApprovalSpec(
        @JsonPropertyDescription("The Gate.") @Required NameRef gateRef,

        @JsonPropertyDescription("Approve or Reject; one Reject ends the gate.") @Required
        Decision decision,

        @JsonPropertyDescription("spec.requestDigest of the Gate that was looked at.")
        @Required
        @Size(max = Formats.DIGEST_LENGTH)
        @Pattern(Formats.DIGEST)
        String requestDigest,

        @JsonPropertyDescription("Why, for whoever reads it later.") @Nullable @Size(max = Formats.MESSAGE_LENGTH)
        String reason,

        @JsonPropertyDescription("Who decides: the user that creates this, as the API server knows them.") @Required
        Identity approver,

        @JsonPropertyDescription(
                "True: the decision no longer counts. Only its author can set it, and nobody unset it.")
        @Default("false")
        boolean revoked) {
    static final String FROZEN = "self.gateRef == oldSelf.gateRef && self.decision == oldSelf.decision"
            + " && self.requestDigest == oldSelf.requestDigest && self.approver == oldSelf.approver"
            + " && has(self.reason) == has(oldSelf.reason) && (!has(self.reason) || self.reason == oldSelf.reason)";
    static final String FROZEN_MESSAGE = "spec: a decision is frozen; only revoked can be set, to true";

    /** What a person decides. */
    public enum Decision {
        Approve,
        Reject
    }

    /** A person, and the group as whose member they decide. */
    public record Identity(
            @JsonPropertyDescription("Name of the user, as kubectl auth whoami shows it.")
            @Required
            @Size(min = 1, max = Formats.USER_LENGTH)
            String username,

            @JsonPropertyDescription("One of the gate's approvers that the user is a member of.")
            @Required
            @Size(min = 1, max = Formats.USER_LENGTH)
            String group) {}
}
