package io.aegisvision.story;

import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.story.Checks.Finding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** 4: a third camera joins the running cell. */
final class ThirdStreamChapter {
    static final String FAST = "4 third stream: first frame within 1.5 s of the answer";
    static final String UNDISTURBED = "4 third stream: no other stream misses a sample";
    static final List<String> NAMES = List.of(FAST, UNDISTURBED);
    static final String STREAM = "gate-east";

    private static final int RATE = 10;

    private final World world;
    private final Checks checks;

    ThirdStreamChapter(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    void run() throws Exception {
        CellView cell = world.cell(ApplyChapter.CELL);
        Map<String, StreamState> before = others(cell);
        long begun = System.nanoTime();
        checks.check(FAST, () -> {
            world.apply("admin", "east.yaml").orThrow();
            long answered = System.currentTimeMillis();
            World.await(
                    "first frame of " + STREAM,
                    Duration.ofSeconds(20),
                    () -> cell.stream(STREAM).firstProcessedAtMillis() > 0);
            long took = cell.stream(STREAM).firstProcessedAtMillis() - answered;
            int sessions = CameraLog.read(world.shell, "east").opened();
            return Finding.of(
                    took <= 1500 && sessions >= 1,
                    took + " ms after kubectl ended, " + sessions + " session at the camera");
        });
        checks.check(UNDISTURBED, () -> {
            Thread.sleep(3000);
            Map<String, StreamState> after = others(cell);
            double seconds = (System.nanoTime() - begun) / 1e9;
            StringBuilder said = new StringBuilder();
            boolean fine = true;
            for (Map.Entry<String, StreamState> one : before.entrySet()) {
                StreamState then = one.getValue();
                StreamState now = after.getOrDefault(one.getKey(), then);
                long processed = now.processed() - then.processed();
                long dropped = sum(now) - sum(then);
                boolean same =
                        now.epoch() != null && now.epoch().equals(then.epoch()) && now.sessions() == then.sessions();
                fine &= same
                        && dropped == 0
                        && Math.abs(processed - seconds * RATE) <= Math.max(2, seconds * RATE / 100);
                said.append(one.getKey())
                        .append(": ")
                        .append(processed)
                        .append(" of ")
                        .append(Math.round(seconds * RATE))
                        .append(", ")
                        .append(dropped)
                        .append(" dropped; ");
            }
            return Finding.of(fine, said.toString());
        });
    }

    private static long sum(StreamState state) {
        return state.dropped().values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, StreamState> others(CellView cell) throws Exception {
        Map<String, StreamState> streams = new HashMap<>();
        for (StreamState stream : cell.state().streams()) {
            if (!stream.name().equals(STREAM)) {
                streams.put(stream.name(), stream);
            }
        }
        return streams;
    }
}
