package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import java.util.function.ToDoubleBiFunction;

/**
 * Heuristics for one request at a time, from the literature and from schedulers that are in use: of all GPUs and starts
 * that are legal the first with the least score is taken.
 */
enum Strategy {
    /** The first GPU and its lowest start: as the allocator of Dynamic Resource Allocation does. */
    FirstFit("first fit, lowest start", (before, after) -> 0),
    /** The GPU with the fewest free slices, lowest start. */
    BestFit("best fit, lowest start", (before, after) -> free(after)),
    /** The longest run of free slices that is left breaks ties: a reading of HAMi's score. */
    LongestRun("best fit, longest free run", (before, after) -> free(after) - longestRun(after) / 100.0),
    /** Growth of the share of profiles that the free slices cannot take: in the manner of arXiv 2511.18906. */
    Fragmentation("fragmentation growth", (before, after) -> fragments(after) - fragments(before)),
    /** Best fit; ties by the fewest placements lost. */
    BestFitFewestLost(
            "best fit, ties by fewest placements lost",
            (before, after) -> free(after) + (placements(before) - placements(after)) / 1000.0),
    /** The fewest placements lost, weighted by their size. */
    FewestLost("fewest size-weighted placements lost", (before, after) -> bySize(before) - bySize(after));

    final String title;
    private final ToDoubleBiFunction<Side, Side> score;

    /** A GPU before or after a placement. */
    record Side(Shape shape, State state) {}

    Strategy(String title, ToDoubleBiFunction<Side, Side> score) {
        this.title = title;
        this.score = score;
    }

    double score(Shape shape, State before, State after) {
        return score.applyAsDouble(new Side(shape, before), new Side(shape, after));
    }

    private static int free(Side side) {
        return side.shape.geometry().slices() - Integer.bitCount(side.state.mask());
    }

    private static int longestRun(Side side) {
        int longest = 0;
        int run = 0;
        for (int slice = 0; slice < side.shape.geometry().slices(); slice++) {
            run = (side.state.mask() >> slice & 1) == 0 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static int placements(Side side) {
        int count = 0;
        for (int p = 0; p < side.shape.profiles(); p++) {
            for (int start : side.shape.starts(p)) {
                count += side.shape.legal(side.state, p, start) ? 1 : 0;
            }
        }
        return count;
    }

    private static double bySize(Side side) {
        double[] sizes = new double[side.shape.profiles()];
        java.util.Arrays.setAll(sizes, side.shape::size);
        return side.shape.value(side.state, sizes);
    }

    private static double fragments(Side side) {
        int unusable = 0;
        for (int p = 0; p < side.shape.profiles(); p++) {
            unusable += side.shape.fits(side.state, p) ? 0 : 1;
        }
        return (double) free(side) * unusable / side.shape.profiles();
    }
}
