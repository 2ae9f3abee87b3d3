package io.aegisvision.controllers.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.Component;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A hundred GPU nodes, the real API server, the real scheduler and the real controllers of Deployments; the kubelets are
 * played. A seeded storm goes over them, and after each step a witness that reads nodes and pods alone says whether the
 * invariants hold.
 */
@ExtendWith(ApiServerExtension.class)
class SchedulerIT {
    private static final long SEED = 20_261_127;
    private static final int NODES = Integer.getInteger("aegis.storm.nodes", 100);
    private static final int GPUS_OF_A_NODE = Integer.getInteger("aegis.storm.gpus", 1);
    private static final int PIPELINES = Integer.getInteger("aegis.storm.pipelines", 8);
    private static final int STREAMS = 60;
    private static final int STEPS = 15;
    /** A sixteenth of all streams: at the most as many come or go in a step. */
    private static final int GUST = PIPELINES * STREAMS / 16;
    /** A look reads every pod, so that thousands are looked at less often. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100L * Math.max(1, PIPELINES / 8));

    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(4L * Math.max(1, PIPELINES / 16));

    /** Uid of each bound cell's pod, by name of the cell, after the step before. */
    private final Map<String, Pod> before = new HashMap<>();

    /** Seconds that each step took to settle after its last write, and how often the witness looked. */
    private final List<Double> settled = new ArrayList<>();

    private int looks;

    @Test
    void theSchedulerAndTheLedgerAgreeInAStorm(ApiServer server) throws Exception {
        KubernetesClient admin = server.admin();
        String namespace = server.newNamespace("storm");
        try (Component scheduler = Component.scheduler(server);
                Component deployments = Component.deployments(server);
                PlayedNodes nodes = new PlayedNodes(admin);
                Yards yards = new Yards(server, namespace, GpuPoolSpec.Allocation.DevicePlugin)) {
            Storm storm = new Storm(admin, nodes, namespace, GUST, SEED);
            storm.racks(NODES, GPUS_OF_A_NODE);
            yards.apply(PIPELINES, STREAMS);
            for (int p = 0; p < PIPELINES; p++) {
                for (int s = 0; s < STREAMS; s++) {
                    storm.knows("s" + p + "-" + s);
                }
            }
            yards.start();
            List<String> done = new ArrayList<>(List.of(storm.arrive(PIPELINES * STREAMS / 3)));
            settle(admin, storm, done, scheduler, deployments);
            for (int step = 0; step < STEPS; step++) {
                done.add(storm.step());
                settle(admin, storm, done, scheduler, deployments);
            }
            done.add(storm.arrive(PIPELINES * STREAMS));
            settle(admin, storm, done, scheduler, deployments);
            int cells = Witness.look(admin, namespace).cells().size();
            statusSaysWhatTheWitnessSees(admin, namespace);
            Map<String, String> pods = uids(Witness.look(admin, namespace));
            yards.restart();
            settle(admin, storm, done, scheduler, deployments);
            assertThat(uids(Witness.look(admin, namespace)))
                    .as("an operator that starts from nothing moves nobody")
                    .isEqualTo(pods);
            statusSaysWhatTheWitnessSees(admin, namespace);
            report(cells);
        }
    }

    /** For the bench, which names the file. */
    private void report(int cells) {
        String file = System.getProperty("aegis.storm.report");
        if (file == null) {
            return;
        }
        String size = "storm, %d nodes with %d GPUs, %d cells".formatted(NODES, NODES * GPUS_OF_A_NODE, cells);
        String how =
                "seed %d; counted from the last write of the step until no more can be placed; the real API server,"
                                .formatted(SEED)
                        + " scheduler and controllers, kubelets played";
        ReportFile.writeFigures(
                Path.of(file),
                "make bench-placement",
                List.of(
                        Figure.of(size + ": a third comes to an empty fleet", "s", settled.subList(0, 1), how),
                        Figure.of(
                                size + ": a step settles",
                                "s",
                                settled.subList(1, STEPS + 1),
                                how + "; " + STEPS
                                        + " arrivals, departures, losses and returns of nodes, instances that"
                                        + " fall out of order, and pods of others"),
                        Figure.of(size + ": all the rest comes", "s", settled.subList(STEPS + 1, STEPS + 2), how),
                        Figure.of(
                                size + ": the operator starts from nothing and moves nobody",
                                "s",
                                settled.subList(STEPS + 2, STEPS + 3),
                                how),
                        Figure.of(
                                size + ": looks at nodes and pods, each invariant held at each",
                                "",
                                List.of((double) looks),
                                how)));
    }

    /** Waits until no more can be placed, and holds the invariants meanwhile and then. */
    private void settle(
            KubernetesClient admin, Storm storm, List<String> done, Component scheduler, Component deployments)
            throws InterruptedException {
        Instant begin = Instant.now();
        Instant deadline = begin.plus(SETTLES_WITHIN);
        while (true) {
            Witness witness = Witness.look(admin, storm.namespace());
            looks++;
            assertSafe(witness, storm, done);
            Optional<String> unsettled = unsettled(witness, storm);
            if (unsettled.isEmpty()) {
                break;
            }
            assertThat(scheduler.alive()).as(scheduler.log()).isTrue();
            assertThat(deployments.alive()).as(deployments.log()).isTrue();
            assertThat(Instant.now())
                    .as("seed %d, after %s: %s", SEED, done, unsettled.get())
                    .isBefore(deadline);
            Thread.sleep(BETWEEN_LOOKS);
        }
        settled.add(Duration.between(begin, Instant.now()).toMillis() / 1000.0);
        System.out.printf("storm: %s: settled after %.1f s%n", done.getLast(), settled.getLast());
        Witness witness = Witness.look(admin, storm.namespace());
        assertNobodyWasMoved(witness, storm, done);
        before.clear();
        witness.cells().stream()
                .filter(pod -> Witness.bound(pod) && Witness.stays(pod))
                .forEach(pod -> before.put(cell(pod), pod));
    }

    /** What must hold at every moment. */
    private void assertSafe(Witness witness, Storm storm, List<String> done) {
        assertThat(witness.crowded())
                .as("seed %d, after %s: nodes that hold more than they offer", SEED, done)
                .allSatisfy(crowded -> assertThat(crowded)
                        .as("only where an instance fell out of order")
                        .contains(Storm.MIDDLE));
        Map<String, List<Pod>> byCell = witness.cells().stream()
                .filter(Witness::stays)
                .collect(Collectors.groupingBy(SchedulerIT::cell, TreeMap::new, Collectors.toList()));
        byCell.forEach((cell, pods) -> assertThat(pods)
                .as("seed %d, after %s: cell %s", SEED, done, cell)
                .hasSizeLessThanOrEqualTo(1));
        assertThat(byCell.size())
                .as("seed %d, after %s: no stream has two cells", SEED, done)
                .isLessThanOrEqualTo(PIPELINES * STREAMS);
    }

    /** What is still to happen; empty when all that is wanted runs, or nothing that would do is free. */
    private Optional<String> unsettled(Witness witness, Storm storm) {
        List<Pod> staying = witness.cells().stream().filter(Witness::stays).toList();
        long leaving = witness.cells().size() - staying.size();
        if (leaving > 0) {
            return Optional.of(leaving + " pods are on their way out");
        }
        long bound = staying.stream().filter(Witness::bound).count();
        long waiting = staying.size() - bound;
        int free = witness.free(Storm.SMALL) + witness.free(Storm.MIDDLE) + witness.free(Storm.LARGE);
        if (bound > storm.wanted.size()) {
            return Optional.of(bound + " cells run and " + storm.wanted.size() + " streams are wanted");
        }
        if (bound < storm.wanted.size() && free > 0) {
            return Optional.of(bound + " cells run of " + storm.wanted.size() + ", " + waiting + " wait, and " + free
                    + " slices are free");
        }
        return Optional.empty();
    }

    /** Of the cells that ran before those are gone whose stream left or whose node was lost, and no more. */
    private void assertNobodyWasMoved(Witness witness, Storm storm, List<String> done) {
        Set<String> uids =
                witness.pods().stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        List<String> gone = before.values().stream()
                .filter(pod -> !uids.contains(pod.getMetadata().getUid()))
                .filter(pod -> witness.nodes().containsKey(pod.getSpec().getNodeName()))
                .map(SchedulerIT::cell)
                .toList();
        assertThat(gone)
                .as("seed %d, after %s: cells that are gone from nodes that are there", SEED, done)
                .hasSizeLessThanOrEqualTo(storm.leftLately());
    }

    private static String cell(Pod pod) {
        return Objects.requireNonNull(pod.getMetadata().getLabels().get("aegisvision.io/cell"));
    }

    private static Map<String, String> uids(Witness witness) {
        return witness.cells().stream()
                .filter(Witness::bound)
                .collect(Collectors.toMap(
                        SchedulerIT::cell, pod -> pod.getMetadata().getUid()));
    }

    private static void statusSaysWhatTheWitnessSees(KubernetesClient admin, String namespace)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(SETTLES_WITHIN);
        while (true) {
            Witness witness = Witness.look(admin, namespace);
            GpuPoolStatus status =
                    admin.resources(GpuPool.class).withName(namespace).get().getStatus();
            Map<String, Integer> free = new TreeMap<>();
            Map.of("1g.10gb", Storm.SMALL, "2g.20gb", Storm.MIDDLE, "3g.40gb", Storm.LARGE)
                    .forEach((profile, resource) -> free.put(profile, witness.free(resource)));
            if (status != null
                    && status.slices() != null
                    && status.slices().free().equals(free)) {
                return;
            }
            assertThat(Instant.now()).as("status %s, seen %s", status, free).isBefore(deadline);
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
