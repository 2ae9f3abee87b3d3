package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a camera wrote about itself, one JSON object a line: {@code {"event":"loop","loop":3,"at":MICROS}} when the first
 * frame of a loop was captured, {@code {"event":"session-opened"|"session-closed",...}} for each client.
 *
 * @param loops capture time in microseconds of the first frame of each loop, oldest first
 * @param opened sessions opened
 * @param closed sessions closed
 */
record CameraLog(List<Long> loops, int opened, int closed) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CameraLog read(Shell shell, String camera) throws IOException, InterruptedException {
        return parse(shell.kubectl("admin", "-n", World.INFRASTRUCTURE, "logs", "deployment/camera-" + camera)
                .orThrow());
    }

    static CameraLog parse(String text) throws IOException {
        TreeMap<Long, Long> loops = new TreeMap<>();
        int opened = 0;
        int closed = 0;
        for (String line : text.split("\n")) {
            if (!line.startsWith("{")) {
                continue;
            }
            JsonNode json = JSON.readTree(line);
            switch (json.path("event").asText()) {
                case "loop" ->
                    loops.put(json.path("loop").asLong(), json.path("at").asLong());
                case "session-opened" -> opened++;
                case "session-closed" -> closed++;
                default -> {}
            }
        }
        return new CameraLog(new ArrayList<>(loops.values()), opened, closed);
    }

    /** Start of the first loop that begins after a moment. @throws IllegalStateException when none did yet */
    long firstLoopAfter(long micros) {
        return loops.stream()
                .filter(start -> start > micros)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no loop has begun yet"));
    }
}
