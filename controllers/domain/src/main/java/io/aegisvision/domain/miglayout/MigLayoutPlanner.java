package io.aegisvision.domain.miglayout;

import io.aegisvision.api.v1alpha1.MigLayoutSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.miglayout.MigLayoutPlan.Step;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Change;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Layouts;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.NodeState;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One step at a time from a node's layout to the one that is wanted. MIG Manager wipes the GPUs, so that nothing is asked
 * of it while a pod holds one, and the node is closed to pods first: the scheduler, which knows nothing of layouts, would
 * fill it meanwhile.
 *
 * <pre>
 * busy: wait      idle: close, name the layout, ask         success: open
 * -----------  -> ---------------------------------  ->  -----------------------------------------------
 *                 a pod came first: open, wait           failed or late: ask for the one before, then open
 * </pre>
 */
public final class MigLayoutPlanner {
    /**
     * How long MIG Manager may take. It drains the GPU's clients and may reboot the node, which its state tells; own choice,
     * above the ten minutes that a large server takes to boot.
     */
    public static final Duration TIMEOUT = Duration.ofMinutes(20);
    /** The kubelet shows MIG Manager a changed ConfigMap within a minute and a half; until then it knows no new name. */
    static final Duration CONFIG_SPREADS = Duration.ofSeconds(90);

    private static final Step NOTHING = new Step.None();

    private MigLayoutPlanner() {}

    /** Decides; total. */
    public static MigLayoutPlan plan(MigLayoutSnapshot snapshot, Instant now) {
        if (snapshot.node().isEmpty()) {
            return said(new Readiness.Reconciling(Reason.NodeNotFound.name(), "there is no node of this name"));
        }
        NodeState node = snapshot.node().get();
        if (snapshot.spec().suspend()) {
            return said(new Readiness.Reconciling(Reason.Suspended.name(), "spec.suspend is true"));
        }
        if (snapshot.manager().isEmpty()) {
            Readiness none = new Readiness.Stalled(
                    Reason.NoMigManager.name(), "no ClusterPolicy with a MIG Manager whose configuration can be read");
            return new MigLayoutPlan(none, Optional.empty(), NOTHING, Optional.empty());
        }
        Layouts manager = snapshot.manager().get();
        String name = name(snapshot.spec().groups(), manager);
        if (node.change().isPresent()) {
            Change change = node.change().get();
            return change.failed() ? undoing(node, change, name, now) : awaited(node, change, name, now);
        }
        boolean there = node.config().filter(name::equals).isPresent();
        if (there && node.state().filter(State.success::equals).isPresent()) {
            return settled(node, name);
        }
        return begin(snapshot.spec(), node, manager, name, now);
    }

    private static MigLayoutPlan said(Readiness readiness) {
        return new MigLayoutPlan(readiness, Optional.empty(), NOTHING, Optional.empty());
    }

    private static MigLayoutPlan settled(NodeState node, String name) {
        return new MigLayoutPlan(
                new Readiness.Ready(Reason.LayoutApplied.name(), "MIG Manager has applied " + name),
                Optional.of(name),
                node.closed() ? new Step.Open() : NOTHING,
                Optional.empty());
    }

    /** No change is under way, and another layout is wanted. */
    private static MigLayoutPlan begin(MigLayoutSpec spec, NodeState node, Layouts manager, String name, Instant now) {
        if (!node.idle()) {
            return new MigLayoutPlan(
                    new Readiness.Reconciling(Reason.NodeBusy.name(), busy(node)),
                    Optional.of(name),
                    node.closed() ? new Step.Open() : NOTHING,
                    Optional.empty());
        }
        boolean known = manager.layouts().containsKey(name);
        if (!known && !manager.writable()) {
            return new MigLayoutPlan(
                    new Readiness.Stalled(
                            Reason.LayoutNotNamed.name(), "MIG Manager's configuration has no such layout"),
                    Optional.empty(),
                    node.closed() ? new Step.Open() : NOTHING,
                    Optional.empty());
        }
        if (!node.closed()) {
            return new MigLayoutPlan(
                    new Readiness.Reconciling(Reason.HoldingBack.name(), "the node is closed to pods with GPUs"),
                    Optional.of(name),
                    new Step.Close(),
                    Optional.empty());
        }
        Step step = known
                ? new Step.Ask(name, new Change(name, node.config().filter(old -> !old.equals(name)), now, false))
                : new Step.Name(name, spec.groups());
        return new MigLayoutPlan(
                new Readiness.Reconciling(Reason.HoldingBack.name(), "the node is closed to pods with GPUs"),
                Optional.of(name),
                step,
                Optional.empty());
    }

    private static String busy(NodeState node) {
        return node.holders().isEmpty()
                ? node.unaccounted() + " instance(s) are unaccounted for or out of order"
                : node.holders().size() + " pod(s) hold GPUs of the node, the first is "
                        + node.holders().getFirst();
    }

    private static MigLayoutPlan awaited(NodeState node, Change change, String name, Instant now) {
        boolean asked = node.config().filter(change.to()::equals).isPresent();
        if (asked && node.state().filter(State.success::equals).isPresent()) {
            return new MigLayoutPlan(
                    new Readiness.Reconciling(Reason.Repartitioning.name(), "MIG Manager has applied " + change.to()),
                    Optional.of(name),
                    new Step.Open(),
                    Optional.empty());
        }
        Duration passed = Duration.between(change.since(), now);
        boolean failed = node.state().filter(State.failed::equals).isPresent();
        boolean late = passed.compareTo(TIMEOUT) >= 0;
        if (!late && !(failed && passed.compareTo(CONFIG_SPREADS) >= 0)) {
            Duration next = failed ? CONFIG_SPREADS.minus(passed) : TIMEOUT.minus(passed);
            return new MigLayoutPlan(
                    new Readiness.Reconciling(
                            Reason.Repartitioning.name(), "MIG Manager applies " + change.to() + state(node)),
                    Optional.of(name),
                    NOTHING,
                    Optional.of(next));
        }
        if (change.from().isEmpty()) {
            return new MigLayoutPlan(
                    new Readiness.Stalled(
                            Reason.MigManagerFailed.name(),
                            "MIG Manager " + (late ? "took too long" : "failed") + ", and there was no layout before"),
                    Optional.of(name),
                    change.to().equals(name) ? NOTHING : new Step.Open(),
                    Optional.empty());
        }
        return new MigLayoutPlan(
                new Readiness.Reconciling(
                        Reason.RollingBack.name(), "MIG Manager " + (late ? "took too long" : "failed")),
                Optional.of(name),
                new Step.Ask(change.from().get(), new Change(change.to(), change.from(), now, true)),
                Optional.empty());
    }

    private static MigLayoutPlan undoing(NodeState node, Change change, String name, Instant now) {
        boolean back = node.config().equals(change.from())
                && node.state().filter(State.success::equals).isPresent();
        if (!back) {
            Duration passed = Duration.between(change.since(), now);
            boolean stuck = passed.compareTo(TIMEOUT) >= 0
                    || (node.state().filter(State.failed::equals).isPresent() && passed.compareTo(CONFIG_SPREADS) >= 0);
            return stuck
                    ? new MigLayoutPlan(
                            new Readiness.Stalled(
                                    Reason.MigManagerFailed.name(), "MIG Manager cannot restore " + before(change)),
                            Optional.of(name),
                            change.to().equals(name) ? NOTHING : new Step.Open(),
                            Optional.empty())
                    : new MigLayoutPlan(
                            new Readiness.Reconciling(
                                    Reason.RollingBack.name(), "MIG Manager restores " + before(change) + state(node)),
                            Optional.of(name),
                            NOTHING,
                            Optional.of(TIMEOUT.minus(passed)));
        }
        // the layout that failed stays remembered, so that it is not tried for ever; another one is
        if (!change.to().equals(name)) {
            return new MigLayoutPlan(
                    new Readiness.Reconciling(Reason.HoldingBack.name(), "another layout is wanted"),
                    Optional.of(name),
                    new Step.Open(),
                    Optional.empty());
        }
        return new MigLayoutPlan(
                new Readiness.Stalled(
                        Reason.RolledBack.name(),
                        "MIG Manager failed with " + change.to() + "; " + before(change) + " is back"),
                Optional.of(name),
                node.closed() ? new Step.Admit() : NOTHING,
                Optional.empty());
    }

    private static String before(Change change) {
        return change.from().orElse("none");
    }

    private static String state(NodeState node) {
        return node.state().map(state -> ", its state is " + state).orElse("");
    }

    /** The layout's name in MIG Manager's configuration: of one that is there, or one of ours, by its content. */
    static String name(List<MigLayoutSpec.Devices> groups, Layouts manager) {
        String wanted = content(groups);
        return manager.layouts().entrySet().stream()
                .filter(layout -> content(layout.getValue()).equals(wanted))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElseGet(() -> "aegis-" + ContentDigest.ofText(wanted).substring(0, 10));
    }

    private static String content(List<MigLayoutSpec.Devices> groups) {
        return groups.stream()
                .map(group -> group.devices().stream().sorted().toList() + " " + new TreeMap<>(group.instances()))
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining("; "));
    }
}
