package io.aegisvision.domain.mig;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.mig.Shape.State;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tables against counts by enumeration, and against listings of wrong tables that are about. */
class GoldenGeometryTest {
    private static final Predicate<Profile> PLAIN = profile -> !profile.name().contains("+");

    /** @param maximal sets to which nothing can be added; @param layouts multisets that are part of no other */
    private record Golden(int placements, int states, int multisets, int maximal, int layouts) {}

    private static final Golden SEVEN = new Golden(18, 723, 78, 78, 28);
    private static final Golden SEVEN_WITHOUT_DOUBLE_MEMORY = new Golden(14, 298, 38, 19, 12);
    private static final Golden A30 = new Golden(7, 26, 10, 5, 4);

    @TestFactory
    Stream<DynamicTest> tablesHaveTheGoldenCounts() {
        return GeometryTable.shipped().products().entrySet().stream()
                .map(product -> DynamicTest.dynamicTest(product.getKey(), () -> {
                    Geometry geometry = product.getValue();
                    assertThat(geometry.faults()).isEmpty();
                    if (geometry.slices() == 4) {
                        assertThat(counts(geometry, PLAIN)).isEqualTo(A30);
                    } else {
                        assertThat(counts(geometry, PLAIN)).isEqualTo(SEVEN);
                        assertThat(counts(geometry, PLAIN.and(profile -> profile.id() != 15)))
                                .isEqualTo(SEVEN_WITHOUT_DOUBLE_MEMORY);
                        assertThat(geometry.placements()).hasSize(25);
                    }
                }));
    }

    private static Golden counts(Geometry geometry, Predicate<Profile> which) {
        Geometry part = new Geometry(
                geometry.slices(),
                geometry.totals(),
                geometry.profiles().stream().filter(which).toList());
        Layouts layouts = Layouts.of(part);
        return new Golden(
                part.placements().size(),
                layouts.states().size(),
                layouts.multisets().size(),
                layouts.maximalStates().size(),
                layouts.maximalMultisets().size());
    }

    @Test
    void everyEnumeratedSetIsLegalAndEveryOtherIsNot() {
        Geometry geometry = h100();
        List<MigPlacement> placements = geometry.placements();
        java.util.Set<java.util.Set<MigPlacement>> legal = new java.util.HashSet<>();
        Layouts.of(geometry).states().forEach(set -> {
            assertThat(geometry.offences(set)).isEmpty();
            legal.add(java.util.Set.copyOf(set));
        });
        for (MigPlacement a : placements) {
            for (MigPlacement b : placements) {
                for (MigPlacement c : placements) {
                    java.util.Set<MigPlacement> set = new java.util.HashSet<>(List.of(a, b, c));
                    assertThat(geometry.offences(List.copyOf(set)).isEmpty())
                            .as("%s", set)
                            .isEqualTo(legal.contains(set));
                }
            }
        }
    }

    @Test
    void sumsAreExactForAnEmptyGpuAndWrongForAThirdOfTheRequestsOnOneInUse() {
        Geometry plain = new Geometry(
                8, h100().totals(), h100().profiles().stream().filter(PLAIN).toList());
        Shape shape = new Shape(plain);
        int bySums = 0;
        int without = 0;
        for (List<MigPlacement> set : Layouts.of(plain).states()) {
            State state = shape.state(set);
            for (int p = 0; p < shape.profiles(); p++) {
                if (shape.fitsBySums(state, p)) {
                    bySums++;
                    without += shape.fits(state, p) ? 0 : 1;
                }
            }
        }
        assertThat(bySums).isEqualTo(2190);
        assertThat(without).isEqualTo(754);
    }

    /** facts that other tables get wrong: a 3g takes four of eight slices, a 7g all of them; 4g goes with 3g and with three 1g. */
    @Test
    void wrongTablesAreNotCopied() {
        Geometry geometry = h100();
        assertThat(geometry.profile("3g.40gb").orElseThrow().size()).isEqualTo(4);
        assertThat(geometry.profile("7g.80gb").orElseThrow().size()).isEqualTo(8);
        assertThat(geometry.profile("1g.20gb").orElseThrow().starts()).containsExactly(0, 2, 4, 6);
        Shape shape = new Shape(geometry);
        assertThat(CreatorRule.create(shape, wanted(shape, Map.of("4g.40gb", 1, "3g.40gb", 1))))
                .isPresent();
        assertThat(CreatorRule.create(shape, wanted(shape, Map.of("4g.40gb", 1, "1g.10gb", 3))))
                .isPresent();
        assertThat(CreatorRule.create(shape, wanted(shape, Map.of("3g.40gb", 2, "1g.10gb", 1))))
                .isEmpty();
    }

    @Test
    void whatMigManagerCanMakeIsWhatTheGeometryAllows() {
        Shape shape = new Shape(h100());
        for (int[] counts : Layouts.of(h100()).multisets()) {
            List<MigPlacement> made = CreatorRule.create(shape, counts).orElseThrow();
            assertThat(h100().offences(made)).isEmpty();
            int[] got = new int[shape.profiles()];
            made.forEach(placement -> got[shape.index(placement.profile())]++);
            assertThat(got).isEqualTo(counts);
        }
    }

    @Test
    void oneInstanceHasTheMediaExtensions() {
        Geometry geometry = h100();
        Profile media = geometry.profile("1g.10gb+me").orElseThrow();
        assertThat(geometry.offences(List.of(new MigPlacement(media, 0), new MigPlacement(media, 1))))
                .anyMatch(offence -> offence.contains("OfaEngines"));
        Profile whole = geometry.profile("7g.80gb").orElseThrow();
        assertThat(geometry.offences(List.of(new MigPlacement(media, 0), new MigPlacement(whole, 0))))
                .isNotEmpty();
    }

    @Test
    void theLimitOfAProfileHoldsWithoutCounters() {
        Profile limited = new Profile("1g.24gb+me.all", 7, 1, List.of(0, 1, 2, 3), 1, 1, 1, Map.of());
        Shape shape = new Shape(new Geometry(4, Map.of(), List.of(limited)));
        State one = shape.with(State.EMPTY, 0, 2);
        assertThat(shape.fits(State.EMPTY, 0)).isTrue();
        assertThat(shape.fits(one, 0)).isFalse();
    }

    @Test
    void discoveredGeometryIsComparedWithTheTable() {
        Geometry table = h100();
        assertThat(GeometryTable.disagreements(table, table)).isEmpty();
        Geometry wrong = new Geometry(
                8,
                table.totals(),
                List.of(new Profile("3g.40gb", 9, 3, List.of(0, 4), 2, 1, 60, Map.of(Counter.Decoders, 3))));
        assertThat(GeometryTable.disagreements(table, wrong))
                .anyMatch(said -> said.contains("3g.40gb size: table 4, discovered 3"));
    }

    static Geometry h100() {
        return GeometryTable.shipped().of("NVIDIA-H100-80GB-HBM3").orElseThrow();
    }

    static int[] wanted(Shape shape, Map<String, Integer> counts) {
        int[] wanted = new int[shape.profiles()];
        counts.forEach((name, count) ->
                wanted[shape.index(shape.geometry().profile(name).orElseThrow())] = count);
        return wanted;
    }
}
