package io.aegisvision.domain.mig;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a profile, however it is written: {@code 1g.10gb}, {@code 1g.10gb+me}, {@code 1g.24gb+me.all},
 * {@code 1g.24gb-me}, {@code MIG 1g.10gb}, and the extended resource {@code nvidia.com/mig-1g.10gb.me}, in which NVIDIA's
 * device plugin writes a dot for the plus sign.
 *
 * @param compute compute slices, 1 to 9
 * @param gigabytes memory as the name says it: rounded, and differing between drivers; never the memory that there is
 * @param attribute empty, or {@code +me}, {@code +me.all}, {@code +gfx}, {@code -me}
 */
public record ProfileName(int compute, int gigabytes, String attribute) implements Comparable<ProfileName> {
    private static final String RESOURCE = "nvidia.com/mig-";
    private static final Pattern NAME = Pattern.compile(
            "(?:nvidia\\.com/)?(?:mig[- ])?([1-9])g\\.([0-9]{1,4})gb(?:([+.])(me\\.all|me|gfx)|(-me))?",
            Pattern.CASE_INSENSITIVE);

    /** Reads a name; empty where it is none, also for parts of an instance such as {@code 1c.3g.20gb}. */
    public static Optional<ProfileName> parse(String text) {
        Matcher matcher = NAME.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String plus = matcher.group(4);
        String minus = matcher.group(5);
        return Optional.of(new ProfileName(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                plus != null ? "+" + lower(plus) : minus != null ? lower(minus) : ""));
    }

    /** As MIG Manager's configuration and {@code nvidia-smi} write it. */
    public String text() {
        return compute + "g." + gigabytes + "gb" + attribute;
    }

    /** The extended resource of NVIDIA's device plugin under the mixed strategy. */
    public String resource() {
        return RESOURCE + text().replace('+', '.');
    }

    /** Smaller ones first: by compute slices, memory, attribute. */
    @Override
    public int compareTo(ProfileName other) {
        int order = Integer.compare(compute, other.compute);
        order = order != 0 ? order : Integer.compare(gigabytes, other.gigabytes);
        return order != 0 ? order : attribute.compareTo(other.attribute);
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }
}
