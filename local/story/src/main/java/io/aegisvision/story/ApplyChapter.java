package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.story.Checks.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** 1 and 2: three manifests become a cell, and pictures go through shared memory. */
final class ApplyChapter {
    static final String CELL = "yard-0";
    static final String APPLY = "1 apply: kubectl apply -k";
    static final String CELL_READY = "1 apply: the cell answers, the model is loaded";
    static final String ASKS = "1 apply: the pod asks for what its pool says, hardened";
    static final String STREAMS = "1 apply: both streams are ready";
    static final String REGIONS = "2 pixels: tensors in system shared memory, both ways";
    static final String WIRE = "2 pixels: requests under 2 KB on the wire";
    static final String RATE = "2 pixels: sampled to 10 frames a second";
    static final List<String> NAMES = List.of(APPLY, CELL_READY, ASKS, STREAMS, REGIONS, WIRE, RATE);

    private final World world;
    private final Checks checks;

    ApplyChapter(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    void run() {
        checks.check(APPLY, () -> {
            String said = world.shell
                    .kubectl("admin", "-n", World.TENANT, "apply", "-k", world.manifests.toString())
                    .orThrow();
            return Finding.of(true, said.lines().count() + " objects");
        });
        checks.check(CELL_READY, () -> {
            Duration took = World.await(
                    "the model is READY in the cell's Triton",
                    Duration.ofMinutes(3),
                    () -> world.triton(CELL).models().containsValue("READY"));
            Map<String, String> models = world.triton(CELL).models();
            String model = models.keySet().iterator().next();
            long warm = world.triton(CELL).inferences(model);
            return Finding.of(
                    model.matches("[0-9a-f]{64}"),
                    "after " + took.toSeconds() + " s, named by its digest, " + warm + " inferences so far");
        });
        checks.check(ASKS, this::asks);
        checks.check(STREAMS, () -> {
            Duration took = World.await(
                    "both streams ready",
                    Duration.ofMinutes(2),
                    () -> World.ready(world.get("stream", "gate-north"))
                            && World.ready(world.get("stream", "gate-south")));
            return Finding.of(true, "after " + took.toSeconds() + " s more");
        });
        checks.check(REGIONS, () -> {
            JsonNode regions = world.triton(CELL).regions();
            long bytes = 0;
            for (JsonNode region : regions) {
                bytes += region.path("byte_size").asLong();
            }
            return Finding.of(regions.size() >= 2, regions.size() + " regions of " + (bytes >> 20) + " MiB")
                    .because(regions.toString());
        });
        checks.check(WIRE, this::wire);
        checks.check(RATE, this::rate);
    }

    private Finding asks() throws Exception {
        JsonNode pod = world.pod(CELL);
        String mode = world.get("gpupool", "default").path("spec").path("mode").asText();
        boolean slice = pod.path("spec").toString().contains("nvidia.com/mig-");
        boolean hardened = true;
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : pod.path("spec").path(list)) {
                JsonNode context = container.path("securityContext");
                hardened &= context.path("readOnlyRootFilesystem").asBoolean()
                        && !context.path("allowPrivilegeEscalation").asBoolean(true)
                        && context.path("capabilities")
                                .path("drop")
                                .path(0)
                                .asText()
                                .equals("ALL")
                        && container.path("resources").has("requests")
                        && container.path("resources").has("limits");
            }
        }
        hardened &= !pod.path("spec").path("automountServiceAccountToken").asBoolean(true);
        return Finding.of(
                hardened && slice == mode.equals("Mig"),
                "mode " + mode + ", a MIG slice: " + slice + ", hardened: " + hardened);
    }

    /** Bytes through the pod's loopback interface for each inference, answers and everything else included. */
    private Finding wire() throws Exception {
        String model = world.triton(CELL).models().keySet().iterator().next();
        long bytesBefore = loopback();
        long before = world.triton(CELL).inferences(model);
        Thread.sleep(5000);
        long bytes = loopback() - bytesBefore;
        long inferences = world.triton(CELL).inferences(model) - before;
        long each = inferences == 0 ? Long.MAX_VALUE : bytes / inferences;
        return Finding.of(
                each < 4096,
                each + " bytes of loopback traffic per inference, request and answer (" + inferences + " inferences)");
    }

    private long loopback() throws Exception {
        String pod = world.pod(CELL).path("metadata").path("name").asText();
        String counters = world.shell
                .kubectl("admin", "-n", World.TENANT, "exec", pod, "-c", "dataplane", "--", "cat", "/proc/net/dev")
                .orThrow();
        return counters.lines()
                .filter(line -> line.strip().startsWith("lo:"))
                .map(line -> Long.parseLong(line.strip().split("[:\\s]+")[1]))
                .findFirst()
                .orElseThrow();
    }

    private Finding rate() throws Exception {
        String model = world.triton(CELL).models().keySet().iterator().next();
        long begun = System.nanoTime();
        long before = world.triton(CELL).inferences(model);
        Thread.sleep(10_000);
        double rate = (world.triton(CELL).inferences(model) - before) / ((System.nanoTime() - begun) / 1e9) / 2;
        return Finding.of(Math.abs(rate - 10) <= 0.5, "%.2f inferences a second for each of 2 streams".formatted(rate));
    }
}
