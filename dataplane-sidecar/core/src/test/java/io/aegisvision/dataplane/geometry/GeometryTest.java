package io.aegisvision.dataplane.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.DisplayPoints;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GeometryTest {
    private static final int MAX = 1 << 20;

    private static Polygon polygon(int... xy) {
        int[] xs = new int[xy.length / 2];
        int[] ys = new int[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = xy[2 * i];
            ys[i] = xy[2 * i + 1];
        }
        return new Polygon(new DisplayPoints(xs, ys));
    }

    private static Segment segment(int ax, int ay, int bx, int by) {
        return new Segment(new DisplayPoints(new int[] {ax, bx}, new int[] {ay, by}));
    }

    /** Two zones that share an edge, and the zone of both: each point has exactly one owner. Small numbers hit edges. */
    @Property
    void splittingAZoneSplitsItsPoints(
            @ForAll @IntRange(max = 12) int x,
            @ForAll @IntRange(max = 12) int y,
            @ForAll @IntRange(min = 1, max = 9) int top,
            @ForAll @IntRange(min = 1, max = 9) int bottom) {
        boolean whole = polygon(0, 0, 10, 0, 10, 10, 0, 10).contains(x, y);
        boolean left = polygon(0, 0, top, 0, bottom, 10, 0, 10).contains(x, y);
        boolean right = polygon(top, 0, 10, 0, 10, 10, bottom, 10).contains(x, y);
        assertThat(left && right).isFalse();
        assertThat(left || right).isEqualTo(whole);
    }

    @Property
    void thePointsMayStartAnywhereAndTurnEitherWay(
            @ForAll @IntRange(max = 12) int x, @ForAll @IntRange(max = 12) int y) {
        assertThat(polygon(0, 0, 8, 2, 10, 10, 3, 7).contains(x, y))
                .isEqualTo(polygon(3, 7, 10, 10, 8, 2, 0, 0).contains(x, y))
                .isEqualTo(polygon(10, 10, 3, 7, 0, 0, 8, 2).contains(x, y));
    }

    @Property
    void mirroringTurnsTheSide(
            @ForAll @IntRange(max = MAX) int ax,
            @ForAll @IntRange(max = MAX) int ay,
            @ForAll @IntRange(max = MAX) int bx,
            @ForAll @IntRange(max = MAX) int px,
            @ForAll @IntRange(max = MAX) int py) {
        int by = ay == 0 ? 1 : 0;
        long side = segment(ax, ay, bx, by).offset(px, py);
        assertThat(segment(MAX - ax, ay, MAX - bx, by).offset(MAX - px, py)).isEqualTo(-side);
        assertThat(segment(bx, by, ax, ay).offset(px, py)).isEqualTo(-side);
    }

    /** A line in two pieces is passed once where the whole is. */
    @Property
    void splittingALineCountsOnce(
            @ForAll @IntRange(min = -2, max = 12) int px,
            @ForAll @IntRange(min = 6, max = 12) int py,
            @ForAll @IntRange(min = -2, max = 12) int qx,
            @ForAll @IntRange(max = 4) int qy,
            @ForAll @IntRange(min = 1, max = 9) int at) {
        boolean whole = segment(0, 5, 10, 5).passedBy(px, py, qx, qy);
        boolean first = segment(0, 5, at, 5).passedBy(px, py, qx, qy);
        boolean second = segment(at, 5, 10, 5).passedBy(px, py, qx, qy);
        assertThat(first && second).isFalse();
        assertThat(first || second).isEqualTo(whole);
    }

    @Example
    void rightIsRightWhenWalkingAlongTheLine() {
        assertThat(segment(0, 5, 10, 5).offset(5, 6)).isPositive();
    }

    @Example
    void crossingTimeIsInProportion() {
        assertThat(Segment.crossingTime(-100, 1000, 300, 2000)).isEqualTo(1250);
    }

    @Example
    void fourPixelsOfALevelLine() {
        // 640x360: 4 px down are 4/360 of the height
        long least = segment(0, MAX / 2, MAX, MAX / 2).offsetAt(4 / Math.sqrt(640 * 640 + 360 * 360), 640 / 360.0);
        assertThat(least).isBetween((long) MAX * MAX / 90 - MAX, (long) MAX * MAX / 90 + MAX);
    }

    @Example
    void roundsToTheNearestAndCutsFarAway() {
        assertThat(FixedPoint.of(0.5)).isEqualTo(MAX / 2);
        assertThat(FixedPoint.of(1e9)).isEqualTo(8 * MAX);
        assertThat(FixedPoint.of(Double.NaN)).isZero();
    }
}
