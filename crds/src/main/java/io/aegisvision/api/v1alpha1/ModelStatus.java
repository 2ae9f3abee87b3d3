package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What serves, by whose word, and what is tried. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Name of the version that serves.") @Nullable @Size(max = Formats.NAME_LENGTH)
        String servingVersion,

        @JsonPropertyDescription("Version digest of what serves.") @Nullable @Size(max = Formats.DIGEST_LENGTH)
        String servingDigest,

        @JsonPropertyDescription("The gate that let it serve; absent for the very first version.") @Nullable
        ServedBy servedBy,

        @JsonPropertyDescription("The version on trial.") @Nullable
        Candidate candidate,

        @JsonPropertyDescription("What was tried and rejected, newest last; the ledger holds all of it.")
        @Size(max = 32)
        List<Rejected> rejected,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public ModelStatus {
        rejected = Lists.copy(rejected);
        conditions = Lists.copy(conditions);
    }

    /** The executed gate. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ServedBy(
            @JsonPropertyDescription(
                    "Name of the gate; absent where the ledger restored what serves: the gate went with an earlier Model of this name.")
            @Nullable
            @Size(max = Formats.OBJECT_NAME_LENGTH)
            String name,

            @JsonPropertyDescription("Uid of the gate.") @Required @Size(min = 1, max = Formats.UID_LENGTH)
            String uid) {}

    /** A version on trial. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Candidate(
            @JsonPropertyDescription("Name of the version.") @Required @Size(max = Formats.NAME_LENGTH)
            String version,

            @JsonPropertyDescription("Version digest.") @Required @Size(max = Formats.DIGEST_LENGTH)
            String digest,

            @JsonPropertyDescription("Name of its Canary.") @Nullable @Size(max = Formats.OBJECT_NAME_LENGTH)
            String canary) {}

    /** A version that did not pass. */
    public record Rejected(
            @JsonPropertyDescription("Name of the version.") @Required @Size(max = Formats.NAME_LENGTH)
            String version,

            @JsonPropertyDescription("Version digest.") @Required @Size(max = Formats.DIGEST_LENGTH)
            String digest,

            @JsonPropertyDescription("Why, one word.") @Required @Size(max = Formats.REASON_LENGTH)
            String reason) {}
}
