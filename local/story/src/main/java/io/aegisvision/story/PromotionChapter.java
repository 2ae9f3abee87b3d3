package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.story.AuditLog.Change;
import io.aegisvision.story.Checks.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** 5: a better version is tried, and served when a person who did not ask for it says so. */
final class PromotionChapter {
    static final String NO_TRAFFIC = "5 promotion: asking for v2 moves no traffic";
    static final String JUDGED = "5 promotion: v2 is judged on the golden clips";
    static final String RAMPED = "5 promotion: live streams move arm by arm, at most half";
    static final String GATE = "5 promotion: a gate opens with the evidence frozen";
    static final String REFUSED = "5 promotion: who may not approve is refused, and told what to do";
    static final String REFUSED_WITHOUT = "5 promotion: and so with the webhook configuration deleted";
    static final String FORGED = "5 promotion: nobody but the operator writes gates and ledgers";
    static final String APPROVED = "5 promotion: kubectl aegis approve by vision-lead counts";
    static final String SERVED = "5 promotion: servingVersion and the gate's uid in one write";
    static final String UNLOADED = "5 promotion: v1 is drained and unloaded";
    static final String UNBROKEN = "5 promotion: no stream lost its epoch, session or samples";
    static final String SURVIVED = "7 kills: the operator killed judging and ramping changes nothing";
    static final List<String> NAMES = List.of(
            NO_TRAFFIC,
            JUDGED,
            RAMPED,
            GATE,
            REFUSED,
            REFUSED_WITHOUT,
            FORGED,
            APPROVED,
            SERVED,
            UNLOADED,
            UNBROKEN,
            SURVIVED);

    private static final String MODEL = "street";
    private static final int RATE = 10;
    private static final Duration JUDGING = Duration.ofMinutes(5);

    private final World world;
    private final Checks checks;

    PromotionChapter(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    void run() throws Exception {
        world.shell
                .kubectlWith(resource("access.yaml"), "admin", "apply", "-f", "-")
                .orThrow();
        CellView cell = world.cell(ApplyChapter.CELL);
        Map<String, StreamState> before = streams(cell);
        Map<String, Integer> sessions = sessions(before);
        long begunNanos = System.nanoTime();
        Instant begun = Instant.now();
        String baseline =
                world.triton(ApplyChapter.CELL).models().keySet().iterator().next();
        checks.check(NO_TRAFFIC, () -> {
            world.apply("model-author", "v2.yaml").orThrow();
            World.await("a Canary", Duration.ofSeconds(30), () -> !canary("v2").isMissingNode());
            Thread.sleep(3000);
            boolean moved = streams(cell).values().stream().anyMatch(stream -> !stream.arms()
                    .equals(
                            before.get(stream.name()) == null
                                    ? stream.arms()
                                    : before.get(stream.name()).arms()));
            return Finding.of(!moved, "Canary " + name(canary("v2")) + ", all streams on v1");
        });
        OperatorKills kills = new OperatorKills(world);
        kills.in("Judging", canary("v2"));
        checks.check(JUDGED, this::judged);
        kills.in("Ramping", canary("v2"));
        checks.check(RAMPED, () -> ramped(cell));
        boolean gate = checks.check(GATE, this::gate);
        if (gate) {
            String gateName =
                    world.list("gates").path(0).path("metadata").path("name").asText();
            refusals(gateName);
            checks.check(APPROVED, () -> approve(gateName));
            checks.check(SERVED, () -> served(begun));
            checks.check(UNLOADED, () -> unloaded(baseline));
        }
        checks.check(UNBROKEN, () -> unbroken(cell, before, sessions, begunNanos));
        checks.check(SURVIVED, () -> {
            int trials = 0;
            for (JsonNode canary : world.list("canaries")) {
                trials += canary.path("spec")
                                .path("trial")
                                .path("candidate")
                                .path("version")
                                .asText()
                                .equals("v2")
                        ? 1
                        : 0;
            }
            return Finding.of(
                    trials == 1 && kills.told().size() == 2 && gate,
                    String.join("; ", kills.told()) + "; " + trials + " trial, "
                            + world.list("gates").size() + " gate");
        });
    }

    /** The newest trial of a version. */
    private JsonNode canary(String version) throws Exception {
        JsonNode found = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        for (JsonNode canary : world.list("canaries")) {
            if (canary.path("spec")
                    .path("trial")
                    .path("candidate")
                    .path("version")
                    .asText()
                    .equals(version)) {
                found = canary;
            }
        }
        return found;
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private Finding judged() throws Exception {
        Duration took = World.await("Judging to end", JUDGING, () -> !List.of("", "Pending", "Judging")
                .contains(canary("v2").path("status").path("phase").asText()));
        JsonNode evidence = canary("v2").path("status").path("evidence");
        boolean good = List.of("NonInferior", "Superior")
                .contains(evidence.path("verdict").asText());
        return Finding.of(
                        good && evidence.path("units").asInt() >= 200,
                        evidence.path("units").asInt() + " clips in "
                                + took.toSeconds() + " s, difference "
                                + evidence.path("differenceBasisPoints").asInt()
                                + " bp, lower bound "
                                + evidence.path("lowerBoundBasisPoints").asText("-") + " bp, e-value "
                                + evidence.path("eValue").asLong())
                .because(evidence.toString());
    }

    private Finding ramped(CellView cell) throws Exception {
        int[] most = {0};
        int total = cell.state().streams().size();
        World.await("the last step to end", Duration.ofMinutes(4), () -> {
            int onCandidate = (int) cell.state().streams().stream()
                    .filter(stream -> stream.arms().stream()
                            .anyMatch(arm -> arm.arm() == io.aegisvision.contract.StreamAssignment.Arm.Candidate))
                    .count();
            most[0] = Math.max(most[0], onCandidate);
            return List.of("AwaitingGate", "RolledBack", "Failed")
                    .contains(canary("v2").path("status").path("phase").asText());
        });
        String phase = canary("v2").path("status").path("phase").asText();
        return Finding.of(
                phase.equals("AwaitingGate") && most[0] >= 1 && most[0] * 2 <= total,
                most[0] + " of " + total + " streams on v2 at most, now " + phase);
    }

    private Finding gate() throws Exception {
        World.await("a Gate", Duration.ofSeconds(30), () -> !world.list("gates").isEmpty());
        JsonNode gate = world.list("gates").path(0);
        JsonNode spec = gate.path("spec");
        boolean whole = spec.path("requestDigest").asText().startsWith("sha256:")
                && spec.path("evidence").path("units").asInt() > 0
                && spec.path("requestedBy").toString().contains("model-author")
                && !spec.path("approvers").isEmpty();
        return Finding.of(
                whole,
                name(gate) + ", requested by " + spec.path("requestedBy") + ", " + spec.path("requiredApprovals")
                        + " to approve");
    }

    /** Every attempt that must be refused, by what it shows; each is the text of an Approval and who writes it. */
    private Map<String, Attempt> attempts(String gateName) throws Exception {
        String digest =
                world.get("gate", gateName).path("spec").path("requestDigest").asText();
        String stale = "sha256:" + "0".repeat(64);
        Map<String, Attempt> attempts = new LinkedHashMap<>();
        attempts.put(
                "the requester",
                new Attempt("model-author", approval(gateName, digest, "model-author", "vision-leads")));
        attempts.put(
                "a service account",
                new Attempt(
                        "robot", approval(gateName, digest, "system:serviceaccount:plant-7:robot", "vision-leads")));
        attempts.put(
                "a forged approver",
                new Attempt("outsider", approval(gateName, digest, "vision-lead", "vision-leads")));
        attempts.put(
                "a group the user is not in",
                new Attempt("vision-lead", approval(gateName, digest, "vision-lead", "platform-admins")));
        attempts.put(
                "a stale digest", new Attempt("vision-lead", approval(gateName, stale, "vision-lead", "vision-leads")));
        attempts.put(
                "a user without the verb",
                new Attempt("outsider", approval(gateName, digest, "outsider", "vision-leads")));
        return attempts;
    }

    private record Attempt(String user, String manifest) {}

    private void refusals(String gateName) throws Exception {
        checks.check(REFUSED, () -> refuseAll(gateName));
        checks.check(REFUSED_WITHOUT, () -> {
            String saved = world.shell
                    .kubectl("admin", "get", "mutatingwebhookconfigurations", "-o", "json")
                    .orThrow();
            world.shell
                    .kubectl("admin", "delete", "mutatingwebhookconfigurations", "--all")
                    .orThrow();
            try {
                return refuseAll(gateName);
            } finally {
                world.shell.kubectlWith(saved, "admin", "create", "-f", "-");
            }
        });
        checks.check(FORGED, () -> {
            JsonNode gate = world.get("gate", gateName);
            String copy = gate.toString().replace("\"name\":\"" + gateName + "\"", "\"name\":\"" + gateName + "0\"");
            JsonNode ledger = world.get("modelledger", MODEL);
            Shell.Ran forgedGate = world.shell.kubectlWith(copy, "admin", "create", "-f", "-");
            Shell.Ran forgedLedger = world.shell.kubectl(
                    "admin",
                    "-n",
                    World.TENANT,
                    "patch",
                    "modelledger",
                    name(ledger),
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"rejected\":[]}}");
            Shell.Ran forgedStatus = world.shell.kubectl(
                    "admin",
                    "-n",
                    World.TENANT,
                    "patch",
                    "model",
                    MODEL,
                    "--subresource=status",
                    "--type=merge",
                    "-p",
                    "{\"status\":{\"servingVersion\":\"v2\"}}");
            boolean refused = !forgedGate.ok() && !forgedLedger.ok() && !forgedStatus.ok();
            return Finding.of(
                            refused,
                            "the cluster's administrator was refused " + (refused ? 3 : "less than 3") + " times")
                    .because(forgedGate.output() + forgedLedger.output() + forgedStatus.output());
        });
    }

    private Finding refuseAll(String gateName) throws Exception {
        List<String> said = new ArrayList<>();
        int refused = 0;
        Map<String, Attempt> attempts = attempts(gateName);
        for (Map.Entry<String, Attempt> one : attempts.entrySet()) {
            Attempt attempt = one.getValue();
            Shell.Ran ran = attempt.user.equals("robot")
                    ? world.shell.kubectlWith(
                            attempt.manifest,
                            "admin",
                            "create",
                            "-f",
                            "-",
                            "--as=system:serviceaccount:plant-7:robot",
                            "--as-group=system:serviceaccounts",
                            "--as-group=system:serviceaccounts:plant-7",
                            "--as-group=system:authenticated")
                    : world.shell.kubectlWith(attempt.manifest, attempt.user, "create", "-f", "-");
            boolean byPolicy = !ran.ok() && ran.output().contains("ValidatingAdmissionPolicy");
            refused += byPolicy ? 1 : 0;
            said.add((byPolicy ? "" : "NOT BY POLICY: ") + one.getKey() + ": "
                    + ran.output().strip());
        }
        return new Finding(refused == attempts.size(), refused + " of " + attempts.size(), String.join("\n", said));
    }

    private static String approval(String gate, String digest, String user, String group) {
        return """
                apiVersion: aegisvision.io/v1alpha1
                kind: Approval
                metadata: {generateName: story-, namespace: plant-7}
                spec:
                  gateRef: {name: %s}
                  decision: Approve
                  requestDigest: %s
                  reason: story
                  approver: {username: "%s", group: "%s"}
                """.formatted(gate, digest, user, group);
    }

    private Finding approve(String gateName) throws Exception {
        String said = world.shell
                .kubectl("vision-lead", "aegis", "-n", World.TENANT, "approve", gateName, "--reason", "clips reviewed")
                .orThrow();
        Duration took = World.await("v2 serves", Duration.ofSeconds(30), () -> world.get("model", MODEL)
                .path("status")
                .path("servingVersion")
                .asText()
                .equals("v2"));
        return Finding.of(true, "serving after " + took.toMillis() + " ms; " + said.strip());
    }

    private Finding served(Instant begun) throws Exception {
        List<Change> changes = world.audit.changes(begun, "models", MODEL, "/status/servingVersion").stream()
                .filter(change -> change.value().equals("v2"))
                .toList();
        String gateUid =
                world.list("gates").path(0).path("metadata").path("uid").asText();
        if (changes.size() != 1) {
            return Finding.of(false, changes.size() + " changes of servingVersion to v2");
        }
        AuditLog.Entry entry = changes.getFirst().entry();
        String by = entry.response().path("status").path("servedBy").path("uid").asText();
        return Finding.of(by.equals(gateUid), "one write by " + entry.user() + " with gate " + by);
    }

    private Finding unloaded(String baseline) throws Exception {
        Duration took = World.await("v1 to be unloaded", Duration.ofSeconds(60), () -> !world.triton(ApplyChapter.CELL)
                .models()
                .getOrDefault(baseline, "UNAVAILABLE")
                .equals("READY"));
        return Finding.of(true, "after " + took.toSeconds() + " s");
    }

    private Finding unbroken(
            CellView cell, Map<String, StreamState> before, Map<String, Integer> sessions, long begunNanos)
            throws Exception {
        Map<String, StreamState> after = streams(cell);
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        boolean fine = sessions.equals(sessions(before));
        StringBuilder said = new StringBuilder();
        for (StreamState then : before.values()) {
            StreamState now = after.get(then.name());
            if (now == null || now.epoch() == null || !now.epoch().equals(then.epoch())) {
                return Finding.of(false, then.name() + " began another epoch");
            }
            double share = (now.processed() - then.processed()) / (seconds * RATE);
            fine &= share >= 0.99;
            said.append(then.name()).append(" %.2f %%; ".formatted(share * 100));
        }
        return Finding.of(
                fine,
                "samples over " + Math.round(seconds) + " s: " + said + "same sessions at the cameras: "
                        + sessions.equals(sessions(before)));
    }

    /** Sessions opened at the camera of each stream. */
    private Map<String, Integer> sessions(Map<String, StreamState> streams) throws Exception {
        Map<String, Integer> sessions = new LinkedHashMap<>();
        for (String stream : streams.keySet()) {
            sessions.put(
                    stream,
                    CameraLog.read(world.shell, stream.replace("gate-", "")).opened());
        }
        return sessions;
    }

    private static Map<String, StreamState> streams(CellView cell) throws Exception {
        Map<String, StreamState> streams = new LinkedHashMap<>();
        cell.state().streams().forEach(stream -> streams.put(stream.name(), stream));
        return streams;
    }

    static String resource(String name) throws java.io.IOException {
        try (var in = PromotionChapter.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new java.io.IOException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
