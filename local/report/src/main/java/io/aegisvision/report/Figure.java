package io.aegisvision.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param name what was measured
 * @param value the median
 * @param unit of {@code value} and {@code spread}
 * @param spread smallest and largest of the rounds
 * @param peer what it is compared with, or null
 * @param peerValue the peer's median in the same run, or null
 * @param ratio against the peer, larger is better, or null
 * @param goal what was aimed at, or null
 * @param goalOn {@code value} (at most the goal) or {@code ratio} (at least the goal), or null
 * @param met whether the goal was met, or null without a goal
 * @param note how it was measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figure(
        String name,
        double value,
        String unit,
        List<Double> spread,
        @Nullable String peer,
        @Nullable Double peerValue,
        @Nullable Double ratio,
        @Nullable Double goal,
        @Nullable String goalOn,
        @Nullable Boolean met,
        String note) {

    /** A figure with neither peer nor goal: the median of the rounds with their spread. */
    public static Figure of(String name, String unit, List<Double> rounds, String note) {
        List<Double> sorted = rounds.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        List<Double> spread = List.of(sorted.getFirst(), sorted.getLast());
        return new Figure(name, median, unit, spread, null, null, null, null, null, null, note);
    }

    /** The same figure with an upper bound as its goal. */
    public Figure atMost(double bound) {
        return new Figure(name, value, unit, spread, peer, peerValue, ratio, bound, "value", value <= bound, note);
    }

    /**
     * The same figure, lower being better, beside a peer's.
     *
     * @param peerMedian in the same unit, of the same run
     * @param times how many times ours the peer's should be
     */
    public Figure against(String peerName, double peerMedian, double times) {
        double reached = peerMedian / value;
        return new Figure(
                name, value, unit, spread, peerName, peerMedian, reached, times, "ratio", reached >= times, note);
    }
}
