package io.aegisvision.examples.street;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the example's pipeline watches for, as its manifests say it too: {@code street-rules.json}. Times are media time.
 *
 * @param zone where dwell and occupancy are judged
 * @param line whose crossings count
 */
public record StreetRules(Shape zone, Shape line, Dwell dwell, Occupancy occupancy) {

    /** A named polygon or line; points as in SVG, in fractions of the frame: {@code "x,y x,y"}. */
    public record Shape(String name, String points) {

        /** The points as fixed-point fractions of 2^-20: x and y by turns. */
        long[] fixedPoints() {
            String[] parts = points.strip().split("[\\s,]+");
            long[] fixed = new long[parts.length];
            for (int i = 0; i < parts.length; i++) {
                fixed[i] = Math.round(Double.parseDouble(parts[i]) * TruthEvents.ONE);
            }
            return fixed;
        }
    }

    /** A label of the list that stays for the duration; ends after {@code exitAfterMillis} outside or unseen. */
    public record Dwell(long durationMillis, long exitAfterMillis, List<String> labels) {}

    /** More than {@code above} at once for {@code forMillis}; re-arms at {@code above - hysteresis} or fewer. */
    public record Occupancy(int above, long forMillis, int hysteresis, List<String> labels) {}

    /** Reads the rules from a JSON file. */
    public static StreetRules read(Path file) throws IOException {
        return new ObjectMapper().readValue(file.toFile(), StreetRules.class);
    }
}
