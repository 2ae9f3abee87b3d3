package io.aegisvision.dataplane.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Waits for what a stream says of itself; the time is a bound for a hanging test, not a claim. */
final class Await {
    private static final long MOST_NANOS = 40_000_000_000L;

    private Await() {}

    /** The state as of which something holds. */
    static StreamState state(Bed.Played stream, String what, Predicate<StreamState> holds) throws InterruptedException {
        long from = System.nanoTime();
        StreamState state = stream.runner.state();
        while (!holds.test(state)) {
            assertThat(System.nanoTime() - from)
                    .as("waiting for: %s; it says %s", what, state)
                    .isLessThan(MOST_NANOS);
            Thread.sleep(10);
            state = stream.runner.state();
        }
        return state;
    }

    /** Frames come. */
    static StreamState running(Bed.Played stream) throws InterruptedException {
        int before = stream.frames.count();
        return state(
                stream,
                "running",
                state -> state.phase() == StreamPhase.Running
                        && state.reason() == null
                        && stream.frames.count() > before + 5);
    }

    /** Every reason that a stream gives, in order, until it gives one of these. */
    static Set<StreamReason> reasonsUntil(Bed.Played stream, Set<StreamReason> last) throws InterruptedException {
        Set<StreamReason> seen = new LinkedHashSet<>();
        state(stream, last.toString(), state -> {
            if (state.reason() != null) {
                seen.add(state.reason());
            }
            return state.reason() != null && last.contains(state.reason());
        });
        return seen;
    }
}
