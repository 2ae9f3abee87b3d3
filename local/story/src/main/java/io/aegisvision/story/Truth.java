package io.aegisvision.story;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.DisplayPoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The truth beside a camera's video, as the scene generator wrote it. */
record Truth(int fps, int frames, int width, int height, Rules rules, Events events) {
    /** What the generator says must be reported. */
    record Events(List<Crossing> lineCross, List<Stay> dwell, List<Alarm> occupancy) {}

    record Crossing(int id, String label, String line, String direction, int frame) {}

    /** @param fireFrame frame on which the duration had passed, -1 for a shorter stay */
    record Stay(int id, String label, String zone, int enterFrame, int fireFrame, int lastFrame) {}

    record Alarm(String zone, int aboveFrame, int alarmFrame, int rearmFrame) {}

    record Rules(Shape zone, Shape line, Dwell dwell) {}

    record Shape(String name, String points) {
        DisplayPoints parsed() {
            return DisplayPoints.parse(points);
        }
    }

    record Dwell(long durationMillis, long exitAfterMillis) {}

    static Truth read(Path file) throws IOException {
        return new ObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .readValue(file.toFile(), Truth.class);
    }

    /** Microseconds from the loop's first frame to this one. */
    long micros(int frame) {
        return frame * 1_000_000L / fps;
    }

    /** Length of the loop in microseconds. */
    long loopMicros() {
        return micros(frames);
    }
}
