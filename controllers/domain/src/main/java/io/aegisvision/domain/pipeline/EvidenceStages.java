package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.EvidenceSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec.Stage;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.contract.EvidenceStage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From an evidence stage of the spec to that of the graph, its Secret resolved. Total. */
final class EvidenceStages {
    /** Keys of a store's Secret. */
    static final String ACCESS_KEY_ID = "accessKeyId";

    static final String SECRET_ACCESS_KEY = "secretAccessKey";

    /** Reads a duration; an unreadable one is a problem that it notes. */
    interface Millis {
        long of(String field, String text);
    }

    private final Stage stage;
    private final Map<String, Map<String, String>> secrets;
    private final List<Problem> spec;
    private final List<Problem> refs;

    /**
     * @param spec gets what is wrong with the spec by itself
     * @param refs gets what is wrong with objects that it names
     */
    EvidenceStages(Stage stage, Map<String, Map<String, String>> secrets, List<Problem> spec, List<Problem> refs) {
        this.stage = stage;
        this.secrets = secrets;
        this.spec = spec;
        this.refs = refs;
    }

    /** Name of the Secret that it needs, or null. */
    static @Nullable String secret(EvidenceSpec evidence) {
        EvidenceSpec.S3 s3 = evidence.store().s3();
        return s3 == null ? null : s3.connectionSecretRef().name();
    }

    /**
     * The graph's stage, or null when there is a problem.
     *
     * @param earlier names of the rule stages before it
     * @param labels of all models that the pipeline runs
     */
    @Nullable
    EvidenceStage of(EvidenceSpec evidence, List<String> earlier, Set<String> labels, Millis millis) {
        List<String> from = stage.from().isEmpty() ? earlier : stage.from();
        if (from.isEmpty() || !earlier.containsAll(from)) {
            invalid("from must name earlier rule stages");
        }
        EvidenceSpec.Clip clip = evidence.clip();
        EvidenceSpec.Redact redact = evidence.redact();
        if (clip != null && redact != null) {
            invalid("clips cannot be redacted");
        }
        if (redact != null) {
            List<String> unknown = redact.labels().stream()
                    .filter(label -> !labels.contains(label))
                    .toList();
            if (!unknown.isEmpty()) {
                ref(Reason.UnknownLabel, "no model has the label " + String.join(", ", unknown) + " to redact");
            }
        }
        EvidenceStage.Store store = store(evidence.store());
        EvidenceSpec.Snapshot snapshot = evidence.snapshot();
        return store == null
                ? null
                : new EvidenceStage(
                        stage.name(),
                        from,
                        snapshot == null
                                ? null
                                : EvidenceStage.Frame.valueOf(snapshot.frame().name()),
                        clip == null
                                ? null
                                : new EvidenceStage.Clip(
                                        millis.of("clip.before", clip.before()), millis.of("clip.after", clip.after())),
                        redact == null ? null : new EvidenceStage.Redact(redact.labels(), redact.zones()),
                        store);
    }

    private EvidenceStage.@Nullable Store store(EvidenceSpec.Store asked) {
        EvidenceSpec.S3 s3 = asked.s3();
        EvidenceSpec.Volume volume = asked.volume();
        if (volume != null && s3 == null) {
            return new EvidenceStage.Store(null, new EvidenceStage.Volume(volume.claimName()));
        }
        if (s3 == null || volume != null) {
            invalid("write exactly one of store.s3 and store.volume");
            return null;
        }
        String name = s3.connectionSecretRef().name();
        Map<String, String> secret = secrets.get(name);
        if (secret == null) {
            ref(Reason.SecretNotFound, "there is no Secret " + name);
            return null;
        }
        String id = secret.getOrDefault(ACCESS_KEY_ID, "").strip();
        String key = secret.getOrDefault(SECRET_ACCESS_KEY, "").strip();
        if (id.isEmpty() || key.isEmpty()) {
            ref(
                    Reason.SecretInvalid,
                    "Secret " + name + " lacks the key " + (id.isEmpty() ? ACCESS_KEY_ID : SECRET_ACCESS_KEY));
            return null;
        }
        return new EvidenceStage.Store(
                new EvidenceStage.S3(s3.endpoint(), s3.region(), s3.bucket(), s3.prefix(), id, key), null);
    }

    private void invalid(String what) {
        spec.add(new Problem(Reason.InvalidSpec, "stage " + stage.name() + ": " + what));
    }

    private void ref(Reason reason, String what) {
        refs.add(new Problem(reason, "stage " + stage.name() + ": " + what));
    }
}
