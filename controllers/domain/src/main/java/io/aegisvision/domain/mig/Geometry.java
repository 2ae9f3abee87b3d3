package io.aegisvision.domain.mig;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The geometry of one product: its row of memory slices, what it has of each counter, and the profiles of its instances.
 *
 * @param slices memory slices of the row, 1 to 31; 8 on the products with seven compute slices, 4 on A30
 * @param totals what a GPU has of each counter; a counter that is absent is not limited
 * @param profiles smallest first
 */
public record Geometry(int slices, Map<Counter, Integer> totals, List<Profile> profiles) {
    /** Name of the one profile of a GPU that is not partitioned. */
    public static final String WHOLE = "gpu";

    private static final int MOST_SLICES = 31;
    /** Drivers differ by less in the gigabytes of a profile's name: 23 and 24 on GB200, 139 and 135 on B300. */
    private static final double NAMES_DIFFER = 0.06;

    private static final Comparator<Profile> SMALLEST_FIRST = Comparator.comparingInt(Profile::size)
            .thenComparingInt(Profile::compute)
            .thenComparing(Profile::name);

    public Geometry {
        totals = Map.copyOf(totals);
        profiles = profiles.stream().sorted(SMALLEST_FIRST).toList();
    }

    /** Of a GPU that is not partitioned: one profile, {@link #WHOLE}, which offers all that there is. */
    public static Geometry whole(long memoryMebibytes) {
        return new Geometry(
                1,
                Map.of(),
                List.of(new Profile(
                        WHOLE, -1, 1, List.of(0), 1, memoryMebibytes, Integer.MAX_VALUE, Map.of(Counter.Decoders, 1))));
    }

    /**
     * The profile of a name, however it is written. Where no profile has exactly this name, one whose gigabytes differ
     * as they do between drivers, if there is just one.
     */
    public Optional<Profile> profile(String name) {
        for (Profile profile : profiles) {
            if (profile.name().equals(name)) {
                return Optional.of(profile);
            }
        }
        Optional<ProfileName> wanted = ProfileName.parse(name);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        List<Profile> near = new ArrayList<>();
        for (Profile profile : profiles) {
            Optional<ProfileName> own = ProfileName.parse(profile.name());
            if (own.equals(wanted)) {
                return Optional.of(profile);
            }
            own.filter(had -> near(had, wanted.get())).ifPresent(had -> near.add(profile));
        }
        return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
    }

    private static boolean near(ProfileName one, ProfileName other) {
        return one.compute() == other.compute()
                && one.attribute().equals(other.attribute())
                && Math.abs(one.gigabytes() - other.gigabytes()) <= NAMES_DIFFER * other.gigabytes();
    }

    /** Every place at which an instance may be on an empty GPU, smaller profiles first, then by start. */
    public List<MigPlacement> placements() {
        return profiles.stream()
                .flatMap(profile -> profile.starts().stream().map(start -> new MigPlacement(profile, start)))
                .toList();
    }

    /**
     * What forbids that these instances are on one GPU: intervals that overlap or are none of their profile, a counter
     * exceeded, more of a profile than may be.
     *
     * @return empty when they are legal
     */
    public List<String> offences(List<MigPlacement> instances) {
        List<String> offences = new ArrayList<>();
        int taken = 0;
        Map<String, Integer> counts = new TreeMap<>();
        Map<Counter, Integer> used = new TreeMap<>();
        for (MigPlacement instance : instances) {
            Profile profile = instance.profile();
            if (!profile.starts().contains(instance.start())) {
                offences.add(instance + " begins where its profile may not");
            } else if ((instance.mask() & taken) != 0) {
                offences.add(instance + " overlaps another");
            }
            taken |= instance.mask();
            counts.merge(profile.name(), 1, Integer::sum);
            profile.takes().forEach((counter, count) -> used.merge(counter, count, Integer::sum));
        }
        profiles.forEach(profile -> {
            int count = counts.getOrDefault(profile.name(), 0);
            if (count > profile.most()) {
                offences.add(count + " of " + profile.name() + ", " + profile.most() + " may be");
            }
        });
        used.forEach((counter, count) -> {
            int total = totals.getOrDefault(counter, Integer.MAX_VALUE);
            if (count > total) {
                offences.add(count + " " + counter + ", there are " + total);
            }
        });
        return offences;
    }

    /** What makes this geometry unusable, for one that was discovered; empty: nothing. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (slices < 1 || slices > MOST_SLICES) {
            faults.add(slices + " memory slices");
        }
        if (profiles.isEmpty()) {
            faults.add("no profiles");
        }
        for (Profile profile : profiles) {
            if (profile.size() < 1 || profile.most() < 1 || profile.starts().isEmpty()) {
                faults.add(profile.name() + " has size " + profile.size() + ", most " + profile.most() + ", starts "
                        + profile.starts());
            } else if (profile.starts().getFirst() < 0 || profile.starts().getLast() + profile.size() > slices) {
                faults.add(profile.name() + " leaves the row of " + slices + " slices");
            }
            if (profile.takes().values().stream().anyMatch(count -> count < 0)) {
                faults.add(profile.name() + " takes less than nothing: " + new TreeMap<>(profile.takes()));
            }
        }
        if (profiles.stream().map(Profile::name).distinct().count() < profiles.size()) {
            faults.add("a profile is there twice");
        }
        return faults;
    }
}
