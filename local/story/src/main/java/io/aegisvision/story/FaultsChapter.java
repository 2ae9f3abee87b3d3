package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.story.Broker.Event;
import io.aegisvision.story.Checks.Finding;
import io.aegisvision.story.OutageMatch.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** 8: the data plane and Triton are killed, the broker is stopped; what was durable arrives, the rest is accounted for. */
final class FaultsChapter {
    static final String DATA_PLANE = "8 faults: data plane killed, back within 10 s";
    static final String TRITON = "8 faults: Triton killed, back within 10 s";
    static final String BROKER = "8 faults: broker stopped for 30 s, nothing appended is lost";
    static final String TOLD = "8 faults: status said what was wrong within 5 s";
    static final String ONCE = "8 faults: true events outside the outages once, nothing else but episodes begun again";
    static final List<String> NAMES = List.of(DATA_PLANE, TRITON, BROKER, TOLD, ONCE);

    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final long BROKER_DOWN_MILLIS = 30_000;
    /** Each container is killed once, so that the kubelet does not hold its start back. */
    private static final long OUTAGE_LIMIT_MILLIS = 10_000;

    private static final long STATUS_LIMIT_MILLIS = 5000;
    private static final long STEADY_MILLIS = 15_000;

    private final World world;
    private final Checks checks;
    private final Broker broker;
    private final List<Outage> outages = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    FaultsChapter(World world, Checks checks, Broker broker) {
        this.world = world;
        this.checks = checks;
        this.broker = broker;
    }

    void run() throws Exception {
        long from = System.currentTimeMillis() * 1000;
        Thread.sleep(STEADY_MILLIS);
        checks.check(
                DATA_PLANE, () -> kill("the data plane", "io.aegisvision.dataplane", List.of("stream/gate-north")));
        Thread.sleep(STEADY_MILLIS);
        checks.check(TRITON, () -> kill("Triton", "tritonserver", List.of("stream/gate-north")));
        Thread.sleep(STEADY_MILLIS);
        checks.check(BROKER, this::stopBroker);
        checks.check(TOLD, () -> {
            long late = told.stream().filter(line -> line.startsWith("LATE")).count();
            return new Finding(told.size() == 3 && late == 0, told.size() - late + " of 3", String.join("\n", told));
        });
        Thread.sleep(STEADY_MILLIS);
        long until = System.currentTimeMillis() * 1000;
        Thread.sleep(STEADY_MILLIS);
        checks.check(ONCE, () -> once(from, until));
    }

    private Finding kill(String what, String word, List<String> watched) throws Exception {
        CellView cell = world.cell(ApplyChapter.CELL);
        long before = cell.stream("gate-north").processed();
        String boot = cell.state().bootId();
        long killed = System.currentTimeMillis();
        Kill.processes(world.pod(ApplyChapter.CELL).path("metadata").path("uid").asText(), word);
        awaitTold(what, watched, "Ready", killed);
        World.await("frames to be processed again", RECOVERY, () -> {
            var state = cell.state();
            long processed = cell.stream("gate-north").processed();
            boolean again = state.bootId().equals(boot) ? processed > before + 30 : processed > 0;
            return again && cell.stream("gate-south").processed() > 0;
        });
        long back = System.currentTimeMillis();
        outages.add(new Outage(what, killed * 1000, back * 1000));
        JsonNode statuses = world.pod(ApplyChapter.CELL).path("status");
        String restarts =
                statuses.path("containerStatuses").path(0).path("restartCount").asText() + "+"
                        + statuses.path("initContainerStatuses")
                                .path(0)
                                .path("restartCount")
                                .asText();
        long took = back - killed;
        return Finding.of(
                took <= OUTAGE_LIMIT_MILLIS,
                took + " ms from the kill to frames again (restarts of data plane + Triton: " + restarts + ")");
    }

    /** Waits until a condition of one of the objects is no longer True. */
    private void awaitTold(String what, List<String> watched, String type, long since) throws Exception {
        try {
            World.await("status to say so", Duration.ofSeconds(15), () -> {
                for (String one : watched) {
                    String[] object = one.split("/");
                    JsonNode now = world.get(object[0], object[1]);
                    if (!World.condition(now, type).path("status").asText().equals("True")) {
                        long took = System.currentTimeMillis() - since;
                        told.add((took > STATUS_LIMIT_MILLIS ? "LATE " : "") + what + ": " + one + " after " + took
                                + " ms: " + World.say(now, type));
                        return true;
                    }
                }
                return false;
            });
        } catch (IllegalStateException e) {
            told.add("LATE " + what + ": never said");
        }
    }

    private Finding stopBroker() throws Exception {
        long before = world.cell(ApplyChapter.CELL).state().outbox().appended();
        scaleBroker(0);
        long stopped = System.currentTimeMillis();
        awaitTold("the broker", List.of("pipeline/yard"), "Delivering", stopped);
        Thread.sleep(Math.max(0, BROKER_DOWN_MILLIS - (System.currentTimeMillis() - stopped)));
        scaleBroker(1);
        CellState.Outbox[] last = new CellState.Outbox[1];
        Duration took = World.await("the outbox to be delivered", RECOVERY, () -> {
            last[0] = world.cell(ApplyChapter.CELL).state().outbox();
            return last[0].pending() == 0 && last[0].sinkReachable();
        });
        return Finding.of(
                last[0].dropped() == 0 && last[0].appended() > before,
                last[0].appended() - before + " events appended meanwhile, " + last[0].dropped()
                        + " dropped, all delivered " + took.toSeconds() + " s after the broker was started again");
    }

    private void scaleBroker(int replicas) throws Exception {
        world.shell
                .kubectl("admin", "-n", World.INFRASTRUCTURE, "scale", "statefulset/kafka", "--replicas=" + replicas)
                .orThrow();
        if (replicas == 0) {
            world.shell
                    .kubectl(
                            "admin", "-n", World.INFRASTRUCTURE, "wait", "--for=delete", "pod/kafka-0", "--timeout=60s")
                    .orThrow();
        }
    }

    private Finding once(long from, long until) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> again = new ArrayList<>();
        int expected = 0;
        int matched = 0;
        for (Map.Entry<String, String> stream : EventsChapter.CAMERAS.entrySet()) {
            OutageMatch match = new OutageMatch(
                    world.truth(stream.getValue()),
                    CameraLog.read(world.shell, stream.getValue()).loops(),
                    outages);
            OutageMatch.Result result =
                    match.judge(broker.distinct(event -> event.stream().equals(stream.getKey())), from, until);
            expected += result.expected();
            matched += result.matched();
            wrong.addAll(result.wrong());
            again.addAll(result.again());
        }
        List<Event> all =
                broker.all(event -> event.at() >= from && !event.type().equals(EventTypes.GAP));
        Set<String> ids = new HashSet<>();
        long repeats = all.stream().filter(event -> !ids.add(event.id())).count();
        return new Finding(
                wrong.isEmpty() && expected > 0,
                matched + " of " + expected + ", " + again.size() + " begun again, " + repeats + " repeats by id",
                String.join("\n", wrong) + "\nbegun again: " + again + "\noutages: " + outages);
    }
}
