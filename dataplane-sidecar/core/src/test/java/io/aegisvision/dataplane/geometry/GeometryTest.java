package io.aegisvision.dataplane.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.MetrePoints;
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

    /** Overlap adds up over the pieces of a zone, dents or not, and is a share. */
    @Property
    void overlapAddsUp(
            @ForAll @IntRange(max = 12) int x1,
            @ForAll @IntRange(max = 12) int y1,
            @ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 9) int dent) {
        int x2 = x1 + width;
        int y2 = y1 + height;
        double whole = polygon(0, 0, 10, 0, 10, 10, 0, 10).overlap(x1, y1, x2, y2);
        double dented = polygon(0, 0, 10, 0, 10, 10, 5, dent, 0, 10).overlap(x1, y1, x2, y2);
        double rest = polygon(10, 10, 5, dent, 0, 10).overlap(x1, y1, x2, y2);
        double width10 = Math.max(0, Math.min(x2, 10) - x1);
        double height10 = Math.max(0, Math.min(y2, 10) - y1);
        assertThat(whole).isCloseTo(width10 * height10 / (width * height), within(1e-12));
        assertThat(dented + rest).isCloseTo(whole, within(1e-12));
    }

    @Example
    void aBoxWithoutAreaOverlapsNothing() {
        assertThat(polygon(0, 0, 10, 0, 10, 10, 0, 10).overlap(5, 5, 5, 8)).isZero();
    }

    @Example
    void theGroundIsWhereItsCornersSayAndEndsAtTheHorizon() {
        Homography ground = new Homography(
                DisplayPoints.parse("0.25,0.5 0.75,0.5 1,1 0,1"), MetrePoints.parse("0,40 8,40 8,0 0,0"));
        assertThat(ground.map(MAX / 4, MAX / 2)).isTrue();
        assertThat(ground.x()).isCloseTo(0, within(1e-9));
        assertThat(ground.y()).isCloseTo(40, within(1e-9));
        assertThat(ground.map(MAX, MAX)).isTrue();
        assertThat(ground.x()).isCloseTo(8, within(1e-9));
        assertThat(ground.y()).isCloseTo(0, within(1e-9));
        // the diagonals of a rectangle meet in its middle, and straight lines stay straight
        assertThat(ground.map(MAX / 2, MAX * 2 / 3)).isTrue();
        assertThat(ground.x()).isCloseTo(4, within(1e-4));
        assertThat(ground.y()).isCloseTo(20, within(1e-3));
        // both sides of the road meet at y = 0
        assertThat(ground.map(MAX / 2, 1000)).isTrue();
        assertThat(ground.map(MAX / 2, -1000)).isFalse();
    }

    @Example
    void whatAStepIsWorthOnTheGround() {
        Homography ground =
                new Homography(DisplayPoints.parse("0.2,0 0.4,0 0.4,1 0.2,1"), MetrePoints.parse("0,40 8,40 8,0 0,0"));
        ground.map(MAX / 3, MAX / 2);
        assertThat(ground.alongByX(1, 0)).isCloseTo(40, within(1e-3));
        assertThat(ground.alongByY(0, -1)).isCloseTo(40, within(1e-3));
    }

    @Example
    void aGroundWithADentIsRefused() {
        assertThatThrownBy(() -> new Homography(
                        DisplayPoints.parse("0,0 1,0 0.1,0.1 0,1"), MetrePoints.parse("0,40 8,40 8,0 0,0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points");
    }

    @Example
    void lengthsAndAnglesAreThoseThatTheEyeSees() {
        DisplayMetric wide = new DisplayMetric(4 / 3.0);
        // 4 to the right and 3 down on 4:3 is the diagonal
        assertThat(wide.squaredShare(MAX, MAX)).isCloseTo(1, within(1e-12));
        assertThat(wide.cosine(MAX, 0, 3 * MAX, 4 * MAX)).isCloseTo(Math.cos(Math.PI / 4), within(1e-12));
    }
}
