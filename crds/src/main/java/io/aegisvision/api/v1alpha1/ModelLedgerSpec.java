package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory of one model. Times are RFC 3339 in UTC. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.modelName == oldSelf.modelName",
        fieldPath = ".modelName",
        message = "modelName: is fixed")
public record ModelLedgerSpec(
        @JsonPropertyDescription("Name of the Model.") @Required @Size(min = 1, max = Model.NAME_LENGTH)
        String modelName,

        @JsonPropertyDescription("What each version name means; a name is never bound to another digest.")
        @Size(max = ModelLedgerSpec.REMEMBERED)
        List<Entry> versions,

        @JsonPropertyDescription("What serves.") @Nullable Serving serving,

        @JsonPropertyDescription("What was tried and rejected, oldest first.") @Size(max = ModelLedgerSpec.REMEMBERED)
        List<Rejection> rejected) {
    /** Most names, and most rejections, that are remembered. */
    public static final int REMEMBERED = 500;

    public ModelLedgerSpec {
        versions = Lists.copy(versions);
        rejected = Lists.copy(rejected);
    }

    /** The meaning of a version name. */
    @ValidationRule(
            value = "self.digest == oldSelf.digest",
            fieldPath = ".digest",
            message = "digest: a version name is never bound to another digest")
    public record Entry(
            @JsonPropertyDescription("Name of the version.") @Required @Size(min = 1, max = Formats.NAME_LENGTH)
            String name,

            @JsonPropertyDescription("Version digest.")
            @Required
            @Size(max = Formats.DIGEST_LENGTH)
            @Pattern(Formats.DIGEST)
            String digest) {}

    /** What serves, and since when. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Serving(
            @JsonPropertyDescription("Name of the version.") @Required @Size(min = 1, max = Formats.NAME_LENGTH)
            String version,

            @JsonPropertyDescription("Version digest.")
            @Required
            @Size(max = Formats.DIGEST_LENGTH)
            @Pattern(Formats.DIGEST)
            String digest,

            @JsonPropertyDescription("Uid of the gate that let it serve; absent for the very first version.")
            @Nullable
            @Size(max = Formats.UID_LENGTH)
            String gateUid,

            @JsonPropertyDescription("When it began to serve.") @Required @Size(max = 40)
            String since) {}

    /** One trial that was not passed. */
    public record Rejection(
            @JsonPropertyDescription("Version digest.")
            @Required
            @Size(max = Formats.DIGEST_LENGTH)
            @Pattern(Formats.DIGEST)
            String digest,

            @JsonPropertyDescription("Name of the version.") @Required @Size(min = 1, max = Formats.NAME_LENGTH)
            String version,

            @JsonPropertyDescription("Why, one word.") @Required @Size(max = Formats.REASON_LENGTH)
            String reason,

            @JsonPropertyDescription("Name of the Canary.") @Required @Size(max = Formats.OBJECT_NAME_LENGTH)
            String canary,

            @JsonPropertyDescription("When.") @Required @Size(max = 40)
            String at) {}
}
