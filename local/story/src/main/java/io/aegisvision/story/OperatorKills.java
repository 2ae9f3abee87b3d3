package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** 7: kills the operator once in each of two phases of a trial, at seeded random moments. */
final class OperatorKills {
    private static final long SEED = 7;
    private static final int MOST_DELAY_MILLIS = 8000;

    private final World world;
    private final RandomGenerator random = new java.util.SplittableRandom(SEED);
    private final List<String> told = new ArrayList<>();

    OperatorKills(World world) {
        this.world = world;
    }

    /** Waits for the trial to reach the phase, a random moment more, and kills. */
    void in(String phase, JsonNode canary) throws Exception {
        String name = canary.path("metadata").path("name").asText();
        World.await("the trial to be " + phase, java.time.Duration.ofMinutes(3), () -> world.get("canary", name)
                .path("status")
                .path("phase")
                .asText()
                .equals(phase));
        int delay = random.nextInt(MOST_DELAY_MILLIS);
        Thread.sleep(delay);
        String now = world.get("canary", name).path("status").path("phase").asText();
        int pods = 0;
        JsonNode list = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(world.shell
                        .kubectl("admin", "-n", World.SYSTEM, "get", "pods", "-o", "json")
                        .orThrow());
        for (JsonNode pod : list.path("items")) {
            pods += Kill.processes(pod.path("metadata").path("uid").asText(), "java");
        }
        told.add("killed " + pods + " process " + delay + " ms into " + phase + " (then " + now + ")");
    }

    List<String> told() {
        return List.copyOf(told);
    }
}
