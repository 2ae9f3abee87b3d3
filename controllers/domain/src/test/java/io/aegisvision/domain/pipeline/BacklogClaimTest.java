package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a Pipeline says of events that wait in its cells. */
class BacklogClaimTest {
    private static String delivering(Duration oldest, long dropped, boolean reachable) {
        Yard yard = new Yard();
        PipelinePlan plan = yard.plan();
        CellConfig config = plan.cells().getFirst().config();
        CellState well = Yard.state(config);
        CellState.Outbox outbox = new CellState.Outbox(9, 1, 8, oldest.toMillis(), dropped, reachable, null);
        CellState state = new CellState(
                well.schema(),
                well.cell(),
                well.bootId(),
                well.appliedRevision(),
                null,
                well.engine(),
                outbox,
                well.models(),
                well.streams(),
                well.trials());
        yard.become(plan, true);
        yard.cells.clear();
        yard.cells.add(Yard.view(config, Optional.of(state)));
        return PipelineClaims.of(yard.snapshot(), plan, List.of()).stream()
                .filter(claim -> claim.type().equals("Delivering"))
                .map(claim -> claim.status() + " " + claim.reason() + ": " + claim.message())
                .findFirst()
                .orElseThrow();
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
}
