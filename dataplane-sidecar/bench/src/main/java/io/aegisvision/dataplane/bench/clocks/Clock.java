package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.report.Figure;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What was timed in some rounds: one histogram per round, three digits exact. Values are nanoseconds from when something
 * was due, or happened if that was not late: where the machine falls behind, what waits counts, too.
 */
final class Clock {
    private final String name;
    private final List<Histogram> rounds = new ArrayList<>();

    Clock(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(Histogram round) {
        rounds.add(round);
    }

    /** All rounds together. */
    Histogram whole() {
        Histogram all = new Histogram(3);
        rounds.forEach(all::add);
        return all;
    }

    /** The median of the rounds of a percentile. */
    Figure figure(int percent, String unit, double nanosPerUnit, String note) {
        return Figure.of(
                name + ", p" + percent,
                unit,
                rounds.stream()
                        .map(round -> round.getValueAtPercentile(percent) / nanosPerUnit)
                        .toList(),
                note + "; " + whole().getTotalCount() + " values in " + rounds.size() + " rounds");
    }

    /** Percentiles 50, 95 and 99. */
    List<Figure> figures(String unit, double nanosPerUnit, String note) {
        List<Figure> figures = new ArrayList<>();
        for (int percent : new int[] {50, 95, 99}) {
            figures.add(figure(percent, unit, nanosPerUnit, note));
        }
        return figures;
    }
}
