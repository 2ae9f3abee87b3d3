package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a GPU of one product is still good for: the placements at which an instance may still be created, each weighted by
 * how often its profile is wanted (cells, and one more for each GPU that there is), by the square root of its memory slices, and by how few such placements are left in the
 * pool. The best place for a cell is where the least of it is lost.
 *
 * <p>The exponents are those that did best for one request at a time on seeds of their own (docs/adr/0005); {@code make
 * bench-placement} compares the result with the scores that others published, on other seeds.
 */
final class Room {
    private static final double BY_SIZE = 0.5;
    private static final double BY_SCARCITY = 0.4;

    private final Shape shape;
    private final double[] weights;
    private final Map<State, Double> values = new HashMap<>();
    private final double empty;

    /**
     * Weighs.
     *
     * @param wanted number of cells by profile, those that run included
     * @param left number of placements by profile, over all GPUs of the pool
     * @param gpus of this geometry that take something new: so many cells more of each profile may be wanted next. What
     *     runs alone would say too little of large profiles, which are refused more often
     */
    Room(Shape shape, int[] wanted, long[] left, int gpus) {
        this.shape = shape;
        this.weights = new double[wanted.length];
        for (int p = 0; p < weights.length; p++) {
            boolean plain = shape.attribute(p).isEmpty();
            int often = wanted[p] + (plain ? Math.max(1, gpus) : 0);
            weights[p] = often * Math.pow(shape.size(p), BY_SIZE) / Math.pow(left[p] + 1, BY_SCARCITY);
        }
        double all = shape.value(State.EMPTY, weights);
        this.empty = all > 0 ? all : 1;
    }

    /** As a share of what an empty GPU is good for, 0 to 1. */
    double value(State state) {
        return values.computeIfAbsent(state, key -> shape.value(key, weights) / empty);
    }

    /** The start that loses the least, of equal ones the highest; empty where none is legal. */
    OptionalInt bestStart(State state, int profile) {
        OptionalInt best = OptionalInt.empty();
        double most = -1;
        for (int start : shape.starts(profile)) {
            if (shape.legal(state, profile, start)) {
                double left = value(shape.with(state, profile, start));
                if (left >= most) {
                    most = left;
                    best = OptionalInt.of(start);
                }
            }
        }
        return best;
    }
}
