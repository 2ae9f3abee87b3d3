package io.aegisvision.controllers.cell;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.StreamState;
import java.util.StringJoiner;

/**
 * What of a cell's state matters to statuses, as one text: counters and ages that always move are left out, rates are
 * coarse. Two states with one gist call for no reconcile.
 */
final class StateGist {
    private StateGist() {}

    static String of(CellState state) {
        StringJoiner gist = new StringJoiner("|");
        gist.add(state.bootId())
                .add(state.appliedRevision())
                .add(String.valueOf(state.configProblem()))
                .add(String.valueOf(state.engine()))
                .add(String.valueOf(state.outbox().sinkReachable()))
                .add(String.valueOf(state.outbox().problem()))
                .add(String.valueOf(state.outbox().dropped() > 0))
                .add(String.valueOf(state.outbox().waitingMinutes()))
                .add(state.models().toString());
        state.streams().forEach(stream -> gist.add(stream(stream)));
        state.trials().forEach(trial -> gist.add(trial.toString()));
        return gist.toString();
    }

    private static String stream(StreamState stream) {
        return String.join(
                ",",
                stream.name(),
                stream.uid(),
                stream.phase().name(),
                String.valueOf(stream.reason()),
                String.valueOf(stream.message()),
                String.valueOf(stream.epoch()),
                String.valueOf(stream.firstProcessedAtMillis()),
                Long.toString(fifths(stream.decodedPerSecond())),
                Long.toString(fifths(stream.processedPerSecond())),
                stream.dropped().keySet().stream().sorted().toList().toString(),
                stream.arms().toString());
    }

    /** Number of steps of a fifth that lie below a rate; a change of a fifth is another number or close to one. */
    private static long fifths(double rate) {
        return rate < 0.1 ? -1 : Math.round(Math.log(rate) / Math.log(1.2));
    }
}
