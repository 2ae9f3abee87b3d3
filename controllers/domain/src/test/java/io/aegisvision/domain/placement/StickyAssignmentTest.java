package io.aegisvision.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.placement.StickyAssignment.Assignment;
import io.aegisvision.domain.placement.StickyAssignment.Bound;
import io.aegisvision.domain.placement.StickyAssignment.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class StickyAssignmentTest {
    private static final Limits TWO_BY_TWO = new Limits(2, 2, 2);

    @Example
    void firstStreamGetsTheFirstCell() {
        Assignment made = StickyAssignment.assign("yard", Set.of(), Map.of(), List.of("north"), TWO_BY_TWO);
        assertThat(made.cellOf()).containsExactly(Map.entry("north", "yard-0"));
        assertThat(made.bound()).isEqualTo(Bound.None);
    }

    @Example
    void newStreamGoesToTheFirstCellWithRoom() {
        Assignment made = StickyAssignment.assign(
                "yard",
                Set.of("yard-0", "yard-1"),
                Map.of("a", "yard-0", "b", "yard-0", "c", "yard-1"),
                List.of("a", "b", "c", "d"),
                TWO_BY_TWO);
        assertThat(made.cellOf()).containsEntry("d", "yard-1");
    }

    @Example
    void aGapInTheNumbersIsFilled() {
        Assignment made = StickyAssignment.assign(
                "yard", Set.of("yard-1"), Map.of("a", "yard-1"), List.of("a", "b"), new Limits(1, 3, 1));
        assertThat(made.cellOf()).containsEntry("b", "yard-0");
    }

    @Example
    void fullPoolLeavesTheLastByName() {
        Assignment made =
                StickyAssignment.assign("yard", Set.of(), Map.of(), List.of("c", "a", "b"), new Limits(1, 9, 2));
        assertThat(made.unplaced()).containsExactly("c");
        assertThat(made.bound()).isEqualTo(Bound.Pool);
    }

    @Example
    void maxCellsIsNamedWhenItBinds() {
        Assignment made = StickyAssignment.assign("yard", Set.of(), Map.of(), List.of("a", "b"), new Limits(1, 1, 5));
        assertThat(made.bound()).isEqualTo(Bound.MaxCells);
    }

    @Example
    void streamsStayInACellThatIsTooFullNow() {
        Assignment made = StickyAssignment.assign(
                "yard", Set.of("yard-0"), Map.of("a", "yard-0", "b", "yard-0"), List.of("a", "b"), new Limits(1, 1, 0));
        assertThat(made.cellOf()).containsEntry("a", "yard-0").containsEntry("b", "yard-0");
        assertThat(made.unplaced()).isEmpty();
    }

    @Example
    void anotherPipelinesCellIsNotOurs() {
        Assignment made = StickyAssignment.assign(
                "yard", Set.of("yard-1-0"), Map.of("a", "yard-1-0"), List.of("a"), new Limits(8, 1, 1));
        assertThat(made.cellOf()).containsEntry("a", "yard-0");
    }

    @Property
    void nothingMovesAndNoBoundIsBroken(
            @ForAll("names") Set<String> before,
            @ForAll("names") Set<String> after,
            @ForAll @IntRange(min = 1, max = 4) int perCell,
            @ForAll @IntRange(min = 1, max = 5) int maxCells,
            @ForAll @IntRange(min = 0, max = 6) int room) {
        Limits limits = new Limits(perCell, maxCells, room);
        Assignment first = StickyAssignment.assign("p", Set.of(), Map.of(), before, limits);
        Set<String> cells = new TreeSet<>(first.cellOf().values());
        Assignment second = StickyAssignment.assign(
                "p", cells, first.cellOf(), after, new Limits(perCell, maxCells, room - cells.size()));

        first.cellOf().forEach((stream, cell) -> {
            if (after.contains(stream)) {
                assertThat(second.cellOf()).containsEntry(stream, cell);
            }
        });
        assertThat(second.streamsOf().values())
                .allSatisfy(streams -> assertThat(streams).hasSizeLessThanOrEqualTo(perCell));
        assertThat(second.streamsOf()).hasSizeLessThanOrEqualTo(Math.min(maxCells, room));
        Set<String> all = new TreeSet<>(second.cellOf().keySet());
        all.addAll(second.unplaced());
        assertThat(all).isEqualTo(new TreeSet<>(after));
        assertThat(second.unplaced().isEmpty()).isEqualTo(second.bound() == Bound.None);
    }

    @Property
    void noStreamWaitsWhileThereIsRoom(
            @ForAll("names") Set<String> wanted,
            @ForAll @IntRange(min = 1, max = 4) int perCell,
            @ForAll @IntRange(min = 1, max = 5) int maxCells) {
        Assignment made =
                StickyAssignment.assign("p", Set.of(), Map.of(), wanted, new Limits(perCell, maxCells, maxCells));
        assertThat(made.cellOf()).hasSize(Math.min(wanted.size(), perCell * maxCells));
    }

    @Property
    void theResultIsItsOwnFixedPoint(
            @ForAll("names") Set<String> wanted, @ForAll @IntRange(min = 1, max = 3) int perCell) {
        Limits limits = new Limits(perCell, 3, 3);
        Assignment once = StickyAssignment.assign("p", Set.of(), Map.of(), wanted, limits);
        Set<String> cells = new TreeSet<>(once.cellOf().values());
        Assignment twice = StickyAssignment.assign(
                "p", cells, new HashMap<>(once.cellOf()), wanted, new Limits(perCell, 3, 3 - cells.size()));
        assertThat(twice).isEqualTo(once);
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.strings().withCharRange('a', 'z').ofLength(1).set().ofMaxSize(16);
    }
}
