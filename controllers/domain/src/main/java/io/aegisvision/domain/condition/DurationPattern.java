package io.aegisvision.domain.condition;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The durations of specs: one to four numbers with a unit, for example {@code 1h30m} or {@code 250ms}. */
public final class DurationPattern {
    /** The pattern that the schema holds too. */
    public static final String PATTERN = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

    private DurationPattern() {}

    /**
     * Reads a duration; parts add up.
     *
     * @throws IllegalArgumentException when the text does not match {@link #PATTERN}
     */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration; write 30s, 10m or 1h30m");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
        }
        return sum;
    }
}
