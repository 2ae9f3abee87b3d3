package io.aegisvision.domain.mig;

import io.aegisvision.domain.mig.LayoutProgram.Kind;
import io.aegisvision.domain.mig.LayoutProgram.Solution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The fewest empty GPUs of one product that hold given numbers of profiles: no placement uses fewer.
 *
 * @param gpus the bound
 * @param exact whether so many are known to be enough too
 */
public record LowerBound(int gpus, boolean exact) {
    /** Instances up to which the integer programme is solved; above, its relaxation only. */
    public static final int MOST_EXACT = 20_000;

    /**
     * Of a number by profile's name, as anybody writes it.
     *
     * @return empty where the geometry has no such profile
     */
    public static Optional<LowerBound> of(Geometry geometry, Map<String, Integer> counts) {
        Map<Profile, Integer> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            Optional<Profile> profile = geometry.profile(count.getKey());
            if (profile.isEmpty()) {
                return Optional.empty();
            }
            if (count.getValue() > 0) {
                wanted.merge(profile.get(), count.getValue(), Integer::sum);
            }
        }
        if (wanted.isEmpty()) {
            return Optional.of(new LowerBound(0, true));
        }
        // of the profiles that are there alone: the layouts are few then
        Shape shape = new Shape(new Geometry(geometry.slices(), geometry.totals(), List.copyOf(wanted.keySet())));
        int[] numbers = new int[shape.profiles()];
        wanted.forEach((profile, number) -> numbers[shape.index(profile)] = number);
        return Optional.of(of(shape, numbers));
    }

    /** Of a number by profile. Each profile fits an empty GPU. */
    public static LowerBound of(Shape shape, int[] counts) {
        int total = IntStream.of(counts).sum();
        if (total == 0) {
            return new LowerBound(0, true);
        }
        List<Kind> empty = List.of(new Kind(total, 1, shape.fullLayouts()));
        if (total > MOST_EXACT) {
            return new LowerBound(LayoutProgram.bound(counts, empty), false);
        }
        Solution solution = LayoutProgram.solve(counts, empty);
        return new LowerBound(solution.bound(), solution.exact());
    }
}
