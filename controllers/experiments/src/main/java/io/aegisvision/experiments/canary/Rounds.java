package io.aegisvision.experiments.canary;

import io.aegisvision.report.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/** Repeats a simulated run: four rounds of a thousand, seeded 1 to 4. */
final class Rounds {
    private static final int ROUNDS = 4;
    private static final int RUNS = 1000;
    /** A run that never came to the decision. */
    static final int NEVER = Integer.MAX_VALUE;

    private Rounds() {}

    /**
     * How many in a hundred runs decided. At 4,000 runs a true 5 % shows as 6.0 % at most (three standard errors).
     *
     * @param run gives the unit at which it decided, or {@link #NEVER}
     */
    static Figure share(String name, String note, ToIntFunction<SplittableRandom> run) {
        List<Double> shares = new ArrayList<>();
        for (int[] stops : stops(run)) {
            shares.add(Arrays.stream(stops).filter(stop -> stop != NEVER).count() * 100.0 / RUNS);
        }
        double mean = shares.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        Figure spread = Figure.of(name, "%", shares, note + "; the mean of 4 rounds of 1,000 runs");
        return new Figure(name, mean, "%", spread.spread(), null, null, null, null, null, null, spread.note());
    }

    /** Units until the given share of runs had decided, in percent: 50 is the median. */
    static Figure units(String name, String note, int percent, ToIntFunction<SplittableRandom> run) {
        List<Double> quantiles = new ArrayList<>();
        for (int[] stops : stops(run)) {
            Arrays.sort(stops);
            quantiles.add((double) stops[RUNS * percent / 100]);
        }
        return Figure.of(name, "units", quantiles, note + "; 4 rounds of 1,000 runs");
    }

    private static List<int[]> stops(ToIntFunction<SplittableRandom> run) {
        List<int[]> rounds = new ArrayList<>();
        for (int seed = 1; seed <= ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] stops = new int[RUNS];
            Arrays.setAll(stops, i -> run.applyAsInt(random.split()));
            rounds.add(stops);
        }
        return rounds;
    }
}
