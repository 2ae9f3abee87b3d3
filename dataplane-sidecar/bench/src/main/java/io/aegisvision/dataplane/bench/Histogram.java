package io.aegisvision.dataplane.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A histogram of Prometheus text.
 *
 * @param bounds upper bounds of the buckets, rising; the last is infinite
 * @param upTo how many were at most the bound of the same place
 * @param sum of all values
 */
record Histogram(List<Double> bounds, List<Double> upTo, double sum) {
    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

    /**
     * Reads one.
     *
     * @param label for example {@code stage="event"}
     * @throws IllegalArgumentException when the text has none of that name and label
     */
    static Histogram parse(String text, String name, String label) {
        List<Double> bounds = new ArrayList<>();
        List<Double> upTo = new ArrayList<>();
        double sum = 0;
        for (String line : text.lines().filter(line -> line.contains(label)).toList()) {
            double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            Matcher bound = BOUND.matcher(line);
            if (line.startsWith(name + "_bucket{") && bound.find()) {
                bounds.add(
                        bound.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound.group(1)));
                upTo.add(value);
            } else if (line.startsWith(name + "_sum{")) {
                sum = value;
            }
        }
        if (bounds.isEmpty()) {
            throw new IllegalArgumentException("no histogram " + name + "{" + label + "}");
        }
        return new Histogram(bounds, upTo, sum);
    }

    /** What was added since an earlier reading. */
    Histogram since(Histogram before) {
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < upTo.size(); i++) {
            added.add(upTo.get(i) - before.upTo.get(i));
        }
        return new Histogram(bounds, added, sum - before.sum);
    }

    double count() {
        return upTo.getLast();
    }

    double mean() {
        return sum / count();
    }

    /**
     * A quantile, evenly between the bounds of its bucket.
     *
     * @throws IllegalStateException when it is beyond the last finite bound, or there are no values
     */
    double quantile(double share) {
        double rank = share * count();
        for (int i = 0; i < bounds.size(); i++) {
            if (upTo.get(i) >= rank && upTo.get(i) > 0) {
                if (bounds.get(i).isInfinite()) {
                    break;
                }
                double from = i == 0 ? 0 : bounds.get(i - 1);
                double below = i == 0 ? 0 : upTo.get(i - 1);
                return from + (bounds.get(i) - from) * (rank - below) / (upTo.get(i) - below);
            }
        }
        throw new IllegalStateException("no quantile " + share + " of " + count() + " values");
    }
}
