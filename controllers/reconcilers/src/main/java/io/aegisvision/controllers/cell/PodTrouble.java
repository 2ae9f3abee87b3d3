package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What keeps the pods of a cell from starting, in a sentence. */
public final class PodTrouble {
    /** What a kubelet waits for in the ordinary course of a start. */
    private static final Set<String> ORDINARY = Set.of("PodInitializing", "ContainerCreating");

    private PodTrouble() {}

    /** Whether a pod is to stay. */
    public static boolean stays(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null;
    }

    /** Whether a pod is ready. */
    public static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    /** What keeps the pods from starting; empty when nothing is known to. */
    public static String of(List<Pod> pods) {
        return pods.stream()
                .filter(PodTrouble::stays)
                .map(PodTrouble::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static Optional<String> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        Optional<String> unscheduled = pod.getStatus().getConditions().stream()
                .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
                .map(c -> "the pod finds no node: " + c.getMessage())
                .findFirst();
        return unscheduled.or(() -> Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .map(PodTrouble::waiting)
                .flatMap(Optional::stream)
                .findFirst());
    }

    private static Optional<String> waiting(ContainerStatus container) {
        ContainerState state = container.getState();
        if (state == null
                || state.getWaiting() == null
                || ORDINARY.contains(state.getWaiting().getReason())) {
            return Optional.empty();
        }
        return Optional.of(
                "container " + container.getName() + ": " + state.getWaiting().getReason());
    }
}
