package io.aegisvision.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.placement.PlacementPlan.LayoutChange;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Hold;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The invariants of a plan, from the snapshot and the plan alone. */
record PlanCheck(PlacementSnapshot snapshot, PlacementPlan plan) {
    /** Fails where one is broken. */
    void holds() {
        noDemandIsLostOrPlacedTwice();
        whatIsHeldStays();
        layoutsChangeOnIdleGpusOnly();
        snapshot.nodes().forEach(node -> {
            nodeTakesNoMoreThanItHas(node);
            node.gpus().forEach(gpu -> intervalsAreLegal(node, gpu));
        });
    }

    private void noDemandIsLostOrPlacedTwice() {
        List<String> told = new ArrayList<>();
        plan.placements().forEach(placement -> told.add(placement.demand()));
        plan.unplaced().forEach(unplaced -> told.add(unplaced.demand()));
        assertThat(told).doesNotHaveDuplicates();
        Set<String> wanted = new HashSet<>();
        snapshot.demands().forEach(demand -> wanted.add(demand.id()));
        assertThat(new HashSet<>(told)).isEqualTo(wanted);
        assertThat(plan.unplaced())
                .allSatisfy(unplaced -> assertThat(unplaced.message()).isNotBlank());
    }

    private void whatIsHeldStays() {
        Map<String, Placement> placed = new HashMap<>();
        plan.placements().forEach(placement -> placed.put(placement.demand(), placement));
        snapshot.demands().forEach(demand -> snapshot.nodes()
                .forEach(node -> node.gpus().forEach(gpu -> gpu.instances().forEach(instance -> {
                    if (instance.holder()
                            .equals(java.util.Optional.of(new PlacementSnapshot.Holder.Cell(demand.id())))) {
                        assertThat(placed.get(demand.id()))
                                .isEqualTo(new Placement(
                                        demand.id(),
                                        node.name(),
                                        java.util.Optional.of(gpu.name()),
                                        instance.profile(),
                                        instance.start(),
                                        Origin.Kept));
                    }
                }))));
    }

    private void layoutsChangeOnIdleGpusOnly() {
        for (LayoutChange change : plan.layouts()) {
            Node node = node(change.node());
            Gpu gpu = node.gpus().stream()
                    .filter(found -> found.name().equals(change.gpu()))
                    .findFirst()
                    .orElseThrow();
            assertThat(partitioning(node)).isEqualTo(Partitioning.IdleGpus);
            assertThat(gpu.health()).isEqualTo(PlacementSnapshot.Health.Ready);
            assertThat(gpu.instances())
                    .allSatisfy(instance -> assertThat(instance.holder()).isEmpty());
            // a slice that somebody holds, or that the kubelet may give away in this plan, may be one of this GPU
            assertThat(node.unlocated().stream().map(Hold::profile)).noneMatch(change.before()::containsKey);
            assertThat(plan.placements().stream()
                            .filter(placement ->
                                    placement.node().equals(node.name()) && placement.origin() == Origin.Existing)
                            .map(Placement::profile))
                    .noneMatch(change.before()::containsKey);
            Map<String, Integer> made = new TreeMap<>();
            change.expected()
                    .forEach(placement -> made.merge(placement.profile().name(), 1, Integer::sum));
            assertThat(made).isEqualTo(change.after());
            assertThat(Scenes.geometry(gpu.product()).offences(change.expected()))
                    .isEmpty();
        }
    }

    /** Of each profile no more is given on a node than it has free, or than its new layouts have. */
    private void nodeTakesNoMoreThanItHas(Node node) {
        Map<String, Integer> free = new HashMap<>();
        Map<String, Integer> fresh = new HashMap<>();
        int idleWhole = 0;
        for (Gpu gpu : node.gpus()) {
            boolean changes = plan.layouts().stream()
                    .anyMatch(change ->
                            change.node().equals(node.name()) && change.gpu().equals(gpu.name()));
            idleWhole += gpu.instances().isEmpty() ? 1 : 0;
            gpu.instances().stream()
                    .filter(instance -> instance.holder().isEmpty() && !changes)
                    .forEach(instance -> free.merge(instance.profile(), 1, Integer::sum));
        }
        node.unlocated().forEach(hold -> free.merge(hold.profile(), -1, Integer::sum));
        plan.layouts().stream()
                .filter(change -> change.node().equals(node.name()))
                .forEach(change ->
                        change.after().forEach((profile, count) -> fresh.merge(profile, count, Integer::sum)));
        List<Placement> added = plan.placements().stream()
                .filter(placement -> placement.node().equals(node.name()) && placement.origin() != Origin.Kept)
                .toList();
        assertThat(added.isEmpty() || node.usable() && selecting(node) == 1).isTrue();
        for (Placement placement : added) {
            if (placement.profile().equals(Geometry.WHOLE)) {
                assertThat(idleWhole--).isPositive();
            } else if (placement.origin() != Origin.Claimed) {
                Map<String, Integer> source = placement.origin() == Origin.Existing ? free : fresh;
                assertThat(source.merge(placement.profile(), -1, Integer::sum)).isNotNegative();
            }
        }
    }

    private void intervalsAreLegal(Node node, Gpu gpu) {
        if (partitioning(node) != Partitioning.OnClaim || selecting(node) > 1) {
            return;
        }
        Geometry geometry = Scenes.geometry(gpu.product());
        List<MigPlacement> here = new ArrayList<>();
        for (Instance instance : gpu.instances()) {
            if (instance.holder().isPresent()) {
                here.add(new MigPlacement(
                        geometry.profile(instance.profile()).orElseThrow(),
                        instance.start().orElseThrow()));
            }
        }
        plan.placements().stream()
                .filter(placement -> placement.origin() == Origin.Claimed
                        && placement.node().equals(node.name())
                        && placement.gpu().orElseThrow().equals(gpu.name()))
                .forEach(placement -> {
                    assertThat(gpu.health()).isNotEqualTo(PlacementSnapshot.Health.Unhealthy);
                    here.add(new MigPlacement(
                            geometry.profile(placement.profile()).orElseThrow(),
                            placement.start().orElseThrow()));
                });
        assertThat(geometry.offences(here)).isEmpty();
    }

    private Node node(String name) {
        return snapshot.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long selecting(Node node) {
        return snapshot.pools().stream()
                .filter(pool -> node.pools().contains(pool.name()))
                .count();
    }

    private Partitioning partitioning(Node node) {
        return snapshot.pools().stream()
                .filter(pool -> node.pools().contains(pool.name()))
                .findFirst()
                .orElseThrow()
                .partitioning();
    }
}
