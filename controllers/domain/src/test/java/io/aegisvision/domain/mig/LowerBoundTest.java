package io.aegisvision.domain.mig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LowerBoundTest {
    private static final Shape SHAPE = new Shape(GoldenGeometryTest.h100());

    @Example
    void layoutsThatFillAGpuTakeOne() {
        assertThat(bound(Map.of("7g.80gb", 1))).isEqualTo(1);
        assertThat(bound(Map.of("1g.10gb", 7))).isEqualTo(1);
        assertThat(bound(Map.of("4g.40gb", 1, "3g.40gb", 1))).isEqualTo(1);
        assertThat(bound(Map.of("1g.10gb", 8))).isEqualTo(2);
        assertThat(bound(Map.of("3g.40gb", 2, "1g.10gb", 1))).isEqualTo(2);
        assertThat(bound(Map.of())).isZero();
    }

    /**
     * Another way to the optimum: a GPU of this geometry is three cells of two slices at 0, 2, 4 and one at 6, of which the
     * last takes one 1g or a double-memory 1g. 4g and a 3g at 0 take the first two cells, a 3g at 4 the other two.
     */
    @Property(tries = 400)
    void isTheOptimum(@ForAll long seed) {
        int[] few = new Random(seed).ints(6, 0, 40).toArray();
        int[] counts = GoldenGeometryTest.wanted(
                SHAPE,
                Map.of(
                        "1g.10gb", few[0], "1g.20gb", few[1], "2g.20gb", few[2], "3g.40gb", few[3], "4g.40gb", few[4],
                        "7g.80gb", few[5]));
        LowerBound bound = LowerBound.of(SHAPE, counts);
        assertThat(bound.exact()).isTrue();
        assertThat(bound.gpus()).isEqualTo(byCells(few[0], few[1], few[2], few[3], few[4]) + few[5]);
    }

    private static int byCells(int one, int doubled, int two, int three, int four) {
        for (int gpus = four; ; gpus++) {
            for (int left = 0; left <= Math.min(three, gpus - four); left++) {
                int right = three - left;
                int cells = 2 * (gpus - four - left) + gpus - right;
                int last = gpus - right;
                int doubledLast = Math.min(doubled, last);
                int free = cells - two - (doubled - doubledLast);
                if (right <= gpus && free >= 0 && 2 * free + last - doubledLast >= one) {
                    return gpus;
                }
            }
        }
    }

    private static int bound(Map<String, Integer> counts) {
        LowerBound bound = LowerBound.of(SHAPE, GoldenGeometryTest.wanted(SHAPE, counts));
        assertThat(bound.exact()).isTrue();
        return bound.gpus();
    }
}
