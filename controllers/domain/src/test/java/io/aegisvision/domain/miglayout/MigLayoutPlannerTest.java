package io.aegisvision.domain.miglayout;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.MigLayoutSpec;
import io.aegisvision.api.v1alpha1.MigLayoutSpec.Devices;
import io.aegisvision.domain.miglayout.MigLayoutPlan.Step;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Change;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Layouts;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.NodeState;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MigLayoutPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<Devices> SEVEN = List.of(new Devices(List.of(), Map.of("1g.10gb", 7)));
    private static final List<Devices> THREES = List.of(new Devices(List.of(), Map.of("3g.40gb", 2)));

    private List<Devices> groups = SEVEN;
    private Optional<String> config = Optional.of("all-3g.40gb");
    private Optional<State> state = Optional.of(State.success);
    private boolean closed;
    private Optional<Change> change = Optional.empty();
    private List<String> holders = List.of();
    private int unaccounted;
    private boolean writable = true;
    private final Map<String, List<Devices>> layouts =
            new TreeMap<>(Map.of("all-1g.10gb", SEVEN, "all-3g.40gb", THREES));

    private MigLayoutPlan plan() {
        return plan(NOW);
    }

    private MigLayoutPlan plan(Instant now) {
        return MigLayoutPlanner.plan(
                new MigLayoutSnapshot(
                        new MigLayoutSpec(groups, false),
                        Optional.of(new NodeState(config, state, closed, change, holders, unaccounted, Map.of())),
                        Optional.of(new Layouts(writable, layouts))),
                now);
    }

    /** What the API server, and MIG Manager that always says {@code answer}, make of a step. */
    private void become(Step step, State answer) {
        switch (step) {
            case Step.None _ -> {}
            case Step.Close _ -> closed = true;
            case Step.Admit _ -> closed = false;
            case Step.Open _ -> {
                closed = false;
                change = Optional.empty();
            }
            case Step.Name name -> layouts.put(name.name(), name.groups());
            case Step.Ask ask -> {
                config = Optional.of(ask.config());
                change = Optional.of(ask.change());
                state = Optional.of(ask.config().equals("all-3g.40gb") ? State.success : answer);
            }
        }
    }

    private List<String> run(State answer) {
        List<String> reasons = new ArrayList<>();
        Instant now = NOW;
        for (int i = 0; i < 12; i++) {
            MigLayoutPlan plan = plan(now);
            if (reasons.isEmpty() || !reasons.getLast().equals(plan.readiness().reason())) {
                reasons.add(plan.readiness().reason());
            }
            become(plan.step(), answer);
            now = now.plus(plan.again().orElse(Duration.ZERO));
        }
        return reasons;
    }

    @Test
    void anIdleNodeIsClosedAskedAwaitedAndOpened() {
        assertThat(run(State.success)).containsExactly("HoldingBack", "Repartitioning", "LayoutApplied");
        assertThat(config).contains("all-1g.10gb");
        assertThat(closed).isFalse();
        assertThat(change).isEmpty();
    }

    @Test
    void whatMigManagerCannotDoIsTakenBackAndNotTriedAgain() {
        assertThat(run(State.failed)).containsExactly("HoldingBack", "Repartitioning", "RollingBack", "RolledBack");
        assertThat(config).contains("all-3g.40gb");
        assertThat(closed).isFalse();
        groups = List.of(new Devices(List.of(), Map.of("2g.20gb", 3)));
        assertThat(run(State.success)).last().isEqualTo("LayoutApplied");
    }

    @Test
    void silenceEndsAtTheTimeout() {
        closed = true;
        change = Optional.of(new Change("all-1g.10gb", Optional.of("all-3g.40gb"), NOW, false));
        config = Optional.of("all-1g.10gb");
        state = Optional.empty();
        assertThat(plan(NOW.plus(MigLayoutPlanner.TIMEOUT).minusMillis(1)).step())
                .isInstanceOf(Step.None.class);
        assertThat(plan(NOW.plus(MigLayoutPlanner.TIMEOUT)).step())
                .isEqualTo(new Step.Ask(
                        "all-3g.40gb",
                        new Change(
                                "all-1g.10gb", Optional.of("all-3g.40gb"), NOW.plus(MigLayoutPlanner.TIMEOUT), true)));
    }

    @Test
    void withoutALayoutBeforeTheNodeStaysClosed() {
        config = Optional.empty();
        state = Optional.empty();
        assertThat(run(State.failed)).containsExactly("HoldingBack", "Repartitioning", "MigManagerFailed");
        assertThat(closed).isTrue();
    }

    @Test
    void nothingIsAskedWhilePodsHoldGpus() {
        holders = List.of("plant-7/yard-0-pod");
        assertThat(plan().readiness().reason()).isEqualTo("NodeBusy");
        assertThat(plan().step()).isInstanceOf(Step.None.class);
        closed = true;
        assertThat(plan().step()).as("a pod came first").isInstanceOf(Step.Open.class);
        holders = List.of();
        unaccounted = 1;
        assertThat(plan().readiness().reason()).isEqualTo("NodeBusy");
    }

    @Test
    void aLayoutThatHasNoNameIsNamedWhereThatIsAllowed() {
        groups = List.of(new Devices(List.of(0), Map.of("1g.10gb", 7)), new Devices(List.of(1), Map.of("7g.80gb", 1)));
        closed = true;
        assertThat(plan().step()).isInstanceOfSatisfying(Step.Name.class, name -> {
            assertThat(name.name()).startsWith("aegis-").hasSize(16);
            assertThat(name.groups()).isEqualTo(groups);
        });
        writable = false;
        assertThat(plan().readiness().reason()).isEqualTo("LayoutNotNamed");
        assertThat(plan().step()).isInstanceOf(Step.Open.class);
    }

    @Test
    void whatIsThereAlreadyIsLeftAlone() {
        config = Optional.of("all-1g.10gb");
        assertThat(plan().readiness().reason()).isEqualTo("LayoutApplied");
        assertThat(plan().step()).isInstanceOf(Step.None.class);
    }

    @Test
    void withoutNodeOrManagerNothingIsDone() {
        MigLayoutSpec spec = new MigLayoutSpec(SEVEN, false);
        assertThat(MigLayoutPlanner.plan(new MigLayoutSnapshot(spec, Optional.empty(), Optional.empty()), NOW)
                        .readiness()
                        .reason())
                .isEqualTo("NodeNotFound");
        NodeState node = new NodeState(config, state, false, change, holders, 0, Map.of());
        assertThat(MigLayoutPlanner.plan(new MigLayoutSnapshot(spec, Optional.of(node), Optional.empty()), NOW)
                        .readiness()
                        .reason())
                .isEqualTo("NoMigManager");
    }
}
