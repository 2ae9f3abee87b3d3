package io.aegisvision.controllers.miglayout;

import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Change;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.State;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands on a node of its layout: labels of MIG Manager's, and a taint and annotations of ours. */
final class NodeLayout {
    /** Label: the layout that MIG Manager is asked for. */
    static final String CONFIG = "nvidia.com/mig.config";
    /** Label: what MIG Manager says of it. */
    static final String STATE = "nvidia.com/mig.config.state";
    /** Taint: keeps pods away while the layout is changed. */
    static final String TAINT = "aegisvision.io/repartition";

    private static final String TO = "aegisvision.io/mig-change-to";
    private static final String FROM = "aegisvision.io/mig-change-from";
    private static final String SINCE = "aegisvision.io/mig-change-since";
    private static final String FAILED = "aegisvision.io/mig-change-failed";

    private NodeLayout() {}

    static Optional<String> config(Node node) {
        return Optional.ofNullable(labels(node).get(CONFIG)).filter(text -> !text.isEmpty());
    }

    static Optional<State> state(Node node) {
        String said = labels(node).get(STATE);
        return Arrays.stream(State.values())
                .filter(state -> state.name().equals(said))
                .findFirst();
    }

    static boolean closed(Node node) {
        return taints(node).stream().anyMatch(taint -> taint.getKey().equals(TAINT));
    }

    static Optional<Change> change(Node node) {
        @Nullable Map<String, String> given = node.getMetadata().getAnnotations();
        Map<String, String> annotations = given == null ? Map.of() : given;
        String to = annotations.get(TO);
        String since = annotations.get(SINCE);
        return to == null || since == null
                ? Optional.empty()
                : Optional.of(new Change(
                        to,
                        Optional.ofNullable(annotations.get(FROM)),
                        Instant.parse(since),
                        "true".equals(annotations.get(FAILED))));
    }

    /** A merge patch that asks for a layout and remembers the change. What MIG Manager said was of the one before. */
    static String ask(Node node, String config, Change change) {
        Map<String, @Nullable String> labels = new HashMap<>();
        labels.put(CONFIG, config);
        labels.put(STATE, null);
        Map<String, @Nullable String> annotations = new HashMap<>();
        annotations.put(TO, change.to());
        annotations.put(FROM, change.from().orElse(null));
        annotations.put(SINCE, change.since().toString());
        annotations.put(FAILED, change.failed() ? "true" : null);
        return patch(node, Map.of("labels", labels, "annotations", annotations), null);
    }

    static String close(Node node) {
        List<Taint> taints = new ArrayList<>(taints(node));
        taints.add(new TaintBuilder()
                .withKey(TAINT)
                .withValue("true")
                .withEffect("NoSchedule")
                .build());
        return patch(node, Map.of(), taints);
    }

    static String admit(Node node) {
        return patch(node, Map.of(), others(node));
    }

    /** A merge patch that lets pods in again and forgets the change. */
    static String open(Node node) {
        Map<String, @Nullable String> annotations = new HashMap<>();
        for (String key : List.of(TO, FROM, SINCE, FAILED)) {
            annotations.put(key, null);
        }
        return patch(node, Map.of("annotations", annotations), others(node));
    }

    private static List<Taint> others(Node node) {
        return taints(node).stream()
                .filter(taint -> !taint.getKey().equals(TAINT))
                .toList();
    }

    /** With the version that was read: taints are a list, which a patch replaces whole. */
    private static String patch(Node node, Map<String, ?> metadata, @Nullable List<Taint> taints) {
        Map<String, Object> meta = new TreeMap<>(metadata);
        meta.put("resourceVersion", node.getMetadata().getResourceVersion());
        Map<String, Object> patch = new TreeMap<>(Map.of("metadata", meta));
        if (taints != null) {
            patch.put("spec", Map.of("taints", taints));
        }
        return Serialization.asJson(patch);
    }

    private static List<Taint> taints(Node node) {
        return node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    }

    private static Map<String, String> labels(Node node) {
        @Nullable Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
