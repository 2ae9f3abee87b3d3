package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept to show why an event was told. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.snapshot) || has(self.clip)",
        message = "evidence: write snapshot: {} or clip: {before: 5s, after: 5s}, or both")
@ValidationRule(
        value = "!has(self.redact) || !has(self.clip)",
        fieldPath = ".clip",
        message = "clip: clips cannot be redacted; leave out clip, or redact")
public record EvidenceSpec(
        @JsonPropertyDescription("One picture of each event, as JPEG.") @Nullable
        Snapshot snapshot,

        @JsonPropertyDescription("The video around each event, as MP4, in the camera's own encoding.") @Nullable
        Clip clip,

        @JsonPropertyDescription(
                "What nobody may see: filled in the snapshot. Where it is not known what to fill, nothing leaves the cell.")
        @Nullable
        Redact redact,

        @JsonPropertyDescription("Where the files are kept.") @Required
        Store store) {
    /** Most zones of a redaction. */
    public static final int ZONES = 32;

    /** Which frame. */
    public enum Frame {
        /** That which shows the event's track best: the largest score times area. */
        Best,
        /** That which decided. */
        Decided
    }

    /** One picture. */
    public record Snapshot(
            @JsonPropertyDescription(
                    "Best: the frame that shows the event's track best, by score times area, among those still in memory; Decided: the frame that decided, as also for an event of no track.")
            @Default("Best")
            Frame frame) {}

    /** The video around what happened. */
    @ValidationRule(
            value = "duration(self.before) <= duration('1m') && duration(self.after) <= duration('1m')",
            message = "clip: before and after are 1m at most")
    @ValidationRule(
            value = "duration(self.before) + duration(self.after) >= duration('1s')",
            message = "clip: before and after together are 1s at least")
    public record Clip(
            @JsonPropertyDescription(
                    "How long before what happened it begins, up to 1m; it begins with a key frame, and so earlier.")
            @Default("5s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String before,

            @JsonPropertyDescription("How long after the decision it ends, up to 1m; the follow-up waits for that.")
            @Default("5s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String after) {}

    /** What is filled. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "(has(self.labels) && size(self.labels) > 0) || (has(self.zones) && size(self.zones) > 0)",
            message = "redact: write labels: [person] or zones: [desk], or both")
    public record Redact(
            @JsonPropertyDescription("Labels of any detect stage whose boxes are filled, a tenth larger on each side.")
            @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Zones that are filled; each stream of the pipeline has them.") @Size(max = ZONES)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> zones) {
        public Redact {
            labels = Lists.copy(labels);
            zones = Lists.copy(zones);
        }
    }

    /** Where the files are kept; exactly one kind of store. */
    @ValidationRule(
            value = "has(self.s3) != has(self.volume)",
            message =
                    "store: write exactly one of s3: {bucket: ..., connectionSecretRef: {name: ...}} and volume: {claimName: ...}")
    public record Store(
            @JsonPropertyDescription("A bucket of AWS or of any store that speaks S3.") @Nullable
            S3 s3,

            @JsonPropertyDescription("A volume that is mounted into every cell of the pipeline.") @Nullable
            Volume volume) {}

    /** A bucket. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record S3(
            @JsonPropertyDescription("The bucket; it must exist.")
            @Required
            @Size(min = 3, max = 63)
            @Pattern("^[a-z0-9][a-z0-9.-]*[a-z0-9]$")
            String bucket,

            @JsonPropertyDescription("What every key begins with, for example yard/.")
            @Default("\"\"")
            @Size(max = 128)
            @Pattern("^([A-Za-z0-9._-]+/)*[A-Za-z0-9._-]*$")
            String prefix,

            @JsonPropertyDescription("The region, part of every signature; other stores than AWS often take any.")
            @Default("us-east-1")
            @Size(min = 1, max = 32)
            @Pattern("^[a-z0-9-]+$")
            String region,

            @JsonPropertyDescription(
                    "Address of another store than AWS, for example https://minio.plant-7.example:9000; the bucket is then in the path. No user and no path.")
            @Nullable
            @Size(max = 256)
            @Pattern("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")
            String endpoint,

            @JsonPropertyDescription(
                    "Secret with the keys accessKeyId and secretAccessKey; the right to put objects is enough.")
            @Required
            NameRef connectionSecretRef) {}

    /** A volume. */
    public record Volume(
            @JsonPropertyDescription("A PersistentVolumeClaim of the namespace; a change starts the cells anew.")
            @Required
            @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH)
            @Pattern(Formats.OBJECT_NAME)
            String claimName) {}
}
