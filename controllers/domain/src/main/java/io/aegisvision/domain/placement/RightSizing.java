package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Demand.MeasuredCost;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which profiles of a product offer what a cell needs: memory of all that is loaded at a time, throughput, decoders.
 *
 * @param adequate numbers of profiles, the smallest first; empty: none
 * @param throughputKnown false where throughput is wanted and nothing was measured or declared
 */
record RightSizing(int[] adequate, boolean throughputKnown) {
    /** Decides for one product. @param product its label */
    static RightSizing of(Need need, String product, Shape shape) {
        Optional<Profile> named = need.profile().flatMap(shape.geometry()::profile);
        if (need.profile().isPresent() && named.isEmpty()) {
            return new RightSizing(new int[0], true);
        }
        long memory = need.memoryMebibytes();
        List<Integer> adequate = new ArrayList<>();
        boolean known = true;
        for (int p = 0; p < shape.profiles(); p++) {
            Profile profile = shape.profile(p);
            if (named.isPresent() ? named.get() != profile : unasked(shape.attribute(p))) {
                continue;
            }
            double rate = rate(need, product, profile, shape);
            known &= !Double.isNaN(rate);
            if (profile.memoryMebibytes() >= memory
                    && profile.decoders() >= need.decoders()
                    && !(rate < need.framesPerSecond())) {
                adequate.add(p);
            }
        }
        return new RightSizing(adequate.stream().mapToInt(Integer::intValue).toArray(), known);
    }

    /** What the largest profile lacks that is asked about, in numbers; empty where nothing. */
    static String shortfall(Need need, String product, Shape shape) {
        Optional<Profile> named = need.profile().flatMap(shape.geometry()::profile);
        if (need.profile().isPresent() && named.isEmpty()) {
            return "it has no profile " + need.profile().get();
        }
        String shortfall = "";
        for (int p = 0; p < shape.profiles(); p++) {
            if (named.isPresent() ? named.get() == shape.profile(p) : !unasked(shape.attribute(p))) {
                shortfall = lacks(need, product, shape.profile(p), shape);
            }
        }
        return shortfall;
    }

    private static double rate(Need need, String product, Profile profile, Shape shape) {
        return need.framesPerSecond() > 0 && need.profile().isEmpty()
                ? framesPerSecond(need, product, profile, shape)
                : Double.MAX_VALUE;
    }

    /** Graphics, and all media engines in one instance, are given to nobody who did not name the profile. */
    private static boolean unasked(String attribute) {
        return attribute.equals("+gfx") || attribute.equals("+me.all");
    }

    private static String lacks(Need need, String product, Profile profile, Shape shape) {
        long memory = need.memoryMebibytes();
        if (profile.memoryMebibytes() < memory) {
            return profile.memoryMebibytes() + " of " + memory + " MiB on " + profile.name();
        }
        if (profile.decoders() < need.decoders()) {
            return profile.decoders() + " of " + need.decoders() + " decoders on " + profile.name();
        }
        double rate = rate(need, product, profile, shape);
        return rate < need.framesPerSecond()
                ? String.format(
                        Locale.ROOT, "%.0f of %.0f frames/s on %s", rate, need.framesPerSecond(), profile.name())
                : "";
    }

    /**
     * What a slice achieves: measured on it; else measured on another slice of the product, by multiprocessors; else as
     * declared; else not a number.
     */
    private static double framesPerSecond(Need need, String product, Profile profile, Shape shape) {
        double scaled = Double.NaN;
        int nearest = Integer.MAX_VALUE;
        for (MeasuredCost cost : need.measured()) {
            Optional<Profile> on =
                    cost.product().equals(product) ? shape.geometry().profile(cost.profile()) : Optional.empty();
            if (on.isEmpty()) {
                continue;
            }
            int distance = Math.abs(on.get().multiprocessors() - profile.multiprocessors());
            if (distance < nearest || on.get() == profile) {
                nearest = on.get() == profile ? -1 : distance;
                scaled = on.get() == profile
                        ? cost.framesPerSecond()
                        : cost.framesPerSecond()
                                * profile.multiprocessors()
                                / Math.max(1, on.get().multiprocessors());
            }
        }
        return Double.isNaN(scaled) ? need.declaredRate(profile).orElse(Double.NaN) : scaled;
    }
}
