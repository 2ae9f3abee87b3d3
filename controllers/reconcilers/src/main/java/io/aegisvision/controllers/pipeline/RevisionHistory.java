package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.controllers.cell.CellKeys;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Revision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Revisions of a pipeline as ControllerRevisions, as the workloads of Kubernetes keep theirs: one for each set of stages
 * that could be resolved, numbered from 1. Going back to earlier stages is a new revision. A status that is lost loses
 * no number.
 */
final class RevisionHistory {
    private static final String DIGEST = "aegisvision.io/digest";

    private RevisionHistory() {}

    static boolean isOf(ControllerRevision revision, Pipeline pipeline) {
        return Owned.isBy(revision, pipeline.getMetadata().getUid());
    }

    static String digest(ControllerRevision revision) {
        Map<String, String> annotations = revision.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(DIGEST, "");
    }

    static ControllerRevision render(Pipeline pipeline, Revision revision) {
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(pipeline.getMetadata().getName() + "-" + revision.number())
                .withNamespace(pipeline.getMetadata().getNamespace())
                .withLabels(Map.of(Keys.PIPELINE, pipeline.getMetadata().getName(), Keys.MANAGED_BY, CellKeys.OPERATOR))
                .withAnnotations(Map.of(DIGEST, revision.digest()))
                .withOwnerReferences(Owned.reference(pipeline))
                .endMetadata()
                .withRevision(revision.number())
                .withData(Map.of("stages", pipeline.getSpec().stages()))
                .build();
    }

    /** Those beyond the limit, oldest first; the newest is never among them. */
    static List<ControllerRevision> surplus(List<ControllerRevision> ofPipeline, int limit) {
        List<ControllerRevision> sorted = ofPipeline.stream()
                .sorted(Comparator.comparing(ControllerRevision::getRevision))
                .toList();
        return sorted.subList(0, Math.max(0, sorted.size() - 1 - limit));
    }
}
