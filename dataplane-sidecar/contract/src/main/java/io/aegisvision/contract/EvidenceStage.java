package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept to show why an event was told.
 *
 * @param name the stage's name
 * @param from names of the rules whose events get it
 * @param snapshot which picture is kept, or null
 * @param clip what is kept of the video, or null
 * @param redact what nobody may see, or null
 * @param store where it is kept
 */
public record EvidenceStage(
        String name,
        List<String> from,
        @Nullable Frame snapshot,
        @Nullable Clip clip,
        @Nullable Redact redact,
        Store store) {
    public EvidenceStage {
        from = Lists.copy(from);
    }

    /** Which frame. */
    public enum Frame {
        /** That which shows the event's track best: the largest score times area. */
        Best,
        /** That which decided. */
        Decided
    }

    /**
     * @param beforeMillis of video before what happened
     * @param afterMillis of video after the decision
     */
    public record Clip(long beforeMillis, long afterMillis) {}

    /**
     * What is painted over in a snapshot.
     *
     * @param labels of boxes that a detector found in the frame
     * @param zones of the stream
     */
    public record Redact(List<String> labels, List<String> zones) {
        public Redact {
            labels = Lists.copy(labels);
            zones = Lists.copy(zones);
        }
    }

    /**
     * Exactly one of its fields is set.
     *
     * @param s3 a bucket, or null
     * @param volume a volume, or null
     */
    public record Store(@Nullable S3 s3, @Nullable Volume volume) {}

    /**
     * A bucket of an S3-compatible object store.
     *
     * @param endpoint {@code http(s)://host[:port]}, spoken to with the bucket in the path; null for AWS
     * @param region part of every signature
     * @param bucket it must exist
     * @param prefix of every key, for example {@code yard/}; may be empty
     * @param accessKeyId never printed
     * @param secretAccessKey never printed
     */
    public record S3(
            @Nullable String endpoint,
            String region,
            String bucket,
            String prefix,
            String accessKeyId,
            String secretAccessKey) {
        @Override
        public String toString() {
            return "S3[" + (endpoint == null ? region : endpoint) + ", " + bucket + ", " + prefix + "]";
        }
    }

    /**
     * A volume that is mounted at {@link CellApi#EVIDENCE_DIR}.
     *
     * @param claimName of the PersistentVolumeClaim
     */
    public record Volume(String claimName) {}
}
