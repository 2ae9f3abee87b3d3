package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a Pipeline says of the load of its cells: events that wait, and frames that do not fit into one batch. */
class LoadClaimsTest {
    private static String delivering(Duration oldest, long dropped, boolean reachable) {
        Yard yard = new Yard();
        PipelinePlan plan = yard.plan();
        CellConfig config = plan.cells().getFirst().config();
        CellState well = Yard.state(config);
        CellState.Outbox outbox = new CellState.Outbox(9, 1, 8, oldest.toMillis(), dropped, reachable, null);
        return said(yard, plan, "Delivering", with(well, well.engine(), outbox)).orElseThrow();
    }

    private static Optional<String> batched(int largestBatch) {
        Yard yard = new Yard();
        yard.streams.add(Yard.stream("south"));
        PipelinePlan plan = yard.plan();
        CellState well = Yard.state(plan.cells().getFirst().config());
        CellState.Engine engine = new CellState.Engine(true, 0, null, largestBatch);
        return said(yard, plan, "Batched", with(well, engine, well.outbox()));
    }

    private static CellState with(CellState well, CellState.Engine engine, CellState.Outbox outbox) {
        return new CellState(
                well.schema(),
                well.cell(),
                well.bootId(),
                well.appliedRevision(),
                null,
                engine,
                outbox,
                well.models(),
                well.streams(),
                well.trials());
    }

    private static Optional<String> said(Yard yard, PipelinePlan plan, String condition, CellState state) {
        yard.become(plan, true);
        yard.cells.clear();
        yard.cells.add(Yard.view(plan.cells().getFirst().config(), Optional.of(state)));
        return PipelineClaims.of(yard.snapshot(), plan, List.of()).stream()
                .filter(claim -> claim.type().equals(condition))
                .map(claim -> claim.status() + " " + claim.reason() + ": " + claim.message())
                .findFirst();
    }

    @Test
    void aBacklogIsToldByItsAgeInSteps() {
        assertThat(delivering(Duration.ofSeconds(59), 0, true)).isEqualTo("True Delivered: events reach their sink");
        assertThat(delivering(Duration.ofSeconds(59), 0, false))
                .isEqualTo("False SinkUnavailable: cell yard-0: the broker does not answer; events wait in the outbox");
        assertThat(delivering(Duration.ofMinutes(59), 0, false))
                .endsWith("events wait in the outbox; the oldest waits for over 10 min");
    }

    @Test
    void whatWasDroppedIsToldAlsoWhenAllIsWellAgain() {
        assertThat(delivering(Duration.ZERO, 3, true))
                .isEqualTo("True Delivered: events reach their sink, but of cell yard-0 some were dropped");
        assertThat(delivering(Duration.ofHours(2), 3, true))
                .endsWith("but of cell yard-0 the oldest waits for over 60 min; some were dropped");
    }

    @Test
    void anEngineThatJoinsFewerFramesThanThereAreStreamsIsTold() {
        assertThat(batched(2)).contains("True FitsBatch: a round of all streams of a cell fits into one batch");
        assertThat(batched(1))
                .contains(
                        "False BatchBelowStreams: cell yard-0 has 2 streams, and its engine joins at most 1 frames: a round"
                                + " of all of them takes 2 calls");
        assertThat(batched(0)).as("an engine that joins none").isEmpty();
    }
}
