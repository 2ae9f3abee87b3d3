package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who decided what, and what came of it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value =
                "!has(oldSelf.phase) || !(oldSelf.phase in ['Rejected', 'Expired', 'Withdrawn', 'Executed', 'ExecutionFailed'])"
                        + " || (has(self.phase) && self.phase == oldSelf.phase)",
        fieldPath = ".phase",
        message = "phase: a decided gate stays decided")
public record GateStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the gate stands.") @Nullable
        Phase phase,

        @JsonPropertyDescription("Decisions that count, oldest first.") @Size(max = 32)
        List<Decided> approvals,

        @JsonPropertyDescription("When the action was done, RFC 3339 in UTC.") @Nullable @Size(max = 40)
        String executedAt,

        @JsonPropertyDescription("Why it stands there, one word.") @Nullable @Size(max = Formats.REASON_LENGTH)
        String reason,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public GateStatus {
        approvals = Lists.copy(approvals);
        conditions = Lists.copy(conditions);
    }

    /** Where a gate stands. */
    public enum Phase {
        Pending,
        Approved,
        Rejected,
        Expired,
        Withdrawn,
        Executing,
        Executed,
        ExecutionFailed
    }

    /** One person's decision that counts. */
    public record Decided(
            @JsonPropertyDescription("Who.") @Required @Size(max = Formats.USER_LENGTH)
            String username,

            @JsonPropertyDescription("What.") @Required ApprovalSpec.Decision decision,

            @JsonPropertyDescription("Name of the Approval.") @Required @Size(max = Formats.OBJECT_NAME_LENGTH)
            String approvalName,

            @JsonPropertyDescription("Uid of the Approval.") @Required @Size(max = Formats.UID_LENGTH)
            String approvalUID,

            @JsonPropertyDescription("When it was made, RFC 3339 in UTC.") @Required @Size(max = 40)
            String time) {}
}
