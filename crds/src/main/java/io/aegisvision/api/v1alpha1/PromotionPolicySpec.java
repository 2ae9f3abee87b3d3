package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Floors that no Model goes below. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PromotionPolicySpec(
        @JsonPropertyDescription("Least number of people who must approve, 1 to 10.") @Default("1") @Min(1) @Max(10)
        int minRequiredApprovals,

        @JsonPropertyDescription(
                "Groups whose members may approve; a Model may name only some of these. Empty: any group that a Model names.")
        @Size(max = 16)
        List<Approver> approvers,

        @JsonPropertyDescription("Largest margin a trial may have, percentage points, 1 to 50.")
        @Default("5")
        @Min(1)
        @Max(50)
        int maxMarginPercent,

        @JsonPropertyDescription("Least number of clips before a verdict can promote, 30 to 100000.")
        @Default("200")
        @Min(30)
        @Max(100_000)
        int minUnits,

        @JsonPropertyDescription("Beginnings of the addresses that clips may come from, each ending in /; empty: any.")
        @Size(max = 32)
        List<@Size(min = 7, max = Formats.URI_LENGTH) @Pattern("^oci://.*/$") String> clipSources) {
    public PromotionPolicySpec {
        approvers = Lists.copy(approvers);
        clipSources = Lists.copy(clipSources);
    }
}
