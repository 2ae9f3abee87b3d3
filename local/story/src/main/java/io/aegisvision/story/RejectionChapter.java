package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.story.AuditLog.Change;
import io.aegisvision.story.Checks.Finding;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** 6: a version that lost a class is rolled back by itself, and stays rejected. */
final class RejectionChapter {
    static final String ROLLED_BACK = "6 rejection: v3 is rolled back by itself";
    static final String TRAFFIC_FIRST = "6 rejection: traffic first, then the status with its numbers";
    static final String ASKED_AGAIN = "6 rejection: asked for again it is refused with a reason";
    static final String RECREATED = "6 rejection: and so after the Model was deleted and applied anew";
    static final String RENAMED = "6 rejection: and so under another version name";
    static final String REBOUND = "6 rejection: the name v3 cannot be given other bytes";
    static final List<String> NAMES = List.of(ROLLED_BACK, TRAFFIC_FIRST, ASKED_AGAIN, RECREATED, RENAMED, REBOUND);

    private static final String MODEL = "street";
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    private final World world;
    private final Checks checks;

    RejectionChapter(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    void run() throws Exception {
        Instant begun = Instant.now();
        boolean rolledBack = checks.check(ROLLED_BACK, () -> {
            world.apply("model-author", "v3.yaml").orThrow();
            Duration took = World.await("v3 to be rejected", Duration.ofMinutes(5), () -> world.get("model", MODEL)
                    .path("status")
                    .path("rejected")
                    .toString()
                    .contains("\"v3\""));
            // the ledger and the Model remember first, then the trial ends
            World.await(
                    "the trial to end",
                    REFUSAL,
                    () -> canary().path("status").path("phase").asText().equals("RolledBack"));
            JsonNode canary = canary();
            return Finding.of(
                    canary.path("status").path("phase").asText().equals("RolledBack")
                            && serving().equals("v2"),
                    "after " + took.toSeconds() + " s and "
                            + canary.path("status")
                                    .path("evidence")
                                    .path("units")
                                    .asInt() + " clips, by "
                            + canary.path("status")
                                    .path("evidence")
                                    .path("regressedBy")
                                    .asText() + "; "
                            + serving() + " serves");
        });
        if (!rolledBack) {
            return;
        }
        checks.check(TRAFFIC_FIRST, () -> {
            String name = canary().path("metadata").path("name").asText();
            List<Change> weights = world.audit.changes(begun, "canaries", name, "/status/weightPercent");
            List<Change> phases = world.audit.changes(begun, "canaries", name, "/status/phase");
            Change last = weights.getLast();
            Change end = phases.getLast();
            boolean zero = last.value().isEmpty() || last.value().equals("0");
            return Finding.of(
                    zero
                            && !last.entry().at().isAfter(end.entry().at())
                            && end.value().equals("RolledBack"),
                    "weight " + last.value() + " at " + last.entry().at() + ", " + end.value() + " at "
                            + end.entry().at());
        });
        checks.check(ASKED_AGAIN, () -> {
            world.apply("model-author", "v2.yaml").orThrow();
            world.apply("model-author", "v3.yaml").orThrow();
            return refused("DigestRejected");
        });
        checks.check(RECREATED, () -> {
            world.shell
                    .kubectl("admin", "-n", World.TENANT, "delete", "model", MODEL, "--wait=true")
                    .orThrow();
            world.apply("model-author", "v3.yaml").orThrow();
            return refused("DigestRejected");
        });
        checks.check(RENAMED, () -> {
            String manifest = Files.readString(world.manifests.resolve("v3.yaml"));
            world.shell
                    .kubectl("admin", "-n", World.TENANT, "delete", "model", MODEL, "--wait=true")
                    .orThrow();
            apply(manifest.replaceAll("\\bv3\\b", "v4"));
            return refused("DigestRejected");
        });
        checks.check(REBOUND, () -> {
            String manifest = Files.readString(world.manifests.resolve("v3.yaml"));
            world.shell
                    .kubectl("admin", "-n", World.TENANT, "delete", "model", MODEL, "--wait=true")
                    .orThrow();
            int last = manifest.lastIndexOf("minScorePercent: 35"); // that of v3, the newest
            apply(manifest.substring(0, last) + manifest.substring(last).replace("35", "36"));
            return refused("VersionRebound");
        });
        world.shell.kubectl("admin", "-n", World.TENANT, "delete", "model", MODEL, "--wait=true");
        world.apply("model-author", "v2.yaml").orThrow();
        World.await("v2 serves again", REFUSAL, () -> World.ready(world.get("model", MODEL)));
    }

    private void apply(String manifest) throws Exception {
        world.shell
                .kubectlWith(manifest, "model-author", "-n", World.TENANT, "apply", "-f", "-")
                .orThrow();
    }

    private JsonNode canary() throws Exception {
        for (JsonNode canary : world.list("canaries")) {
            if (canary.path("spec")
                    .path("trial")
                    .path("candidate")
                    .path("version")
                    .asText()
                    .equals("v3")) {
                return canary;
            }
        }
        throw new IllegalStateException("no Canary of v3");
    }

    private String serving() throws Exception {
        return world.get("model", MODEL).path("status").path("servingVersion").asText();
    }

    private Finding refused(String reason) throws Exception {
        World.await(reason, REFUSAL, () -> World.condition(world.get("model", MODEL), "Stalled")
                .path("reason")
                .asText()
                .equals(reason));
        JsonNode model = world.get("model", MODEL);
        return Finding.of(serving().equals("v2"), World.say(model, "Stalled") + "; " + serving() + " serves");
    }
}
