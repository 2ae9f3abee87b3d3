package io.aegisvision.controllers.cell;

import io.aegisvision.contract.CellState;
import java.time.Duration;
import java.util.Optional;

/** What the cells said last; reading it does no I/O. */
public interface CellStates {
    /** A cell that has not answered for this long is unreachable. */
    Duration UNREACHABLE_AFTER = Duration.ofSeconds(3);

    /** The last state that the cell gave; empty if its pod never answered, or there is no such cell. */
    Optional<CellState> get(String namespace, String cell);

    /** How old the last state is; empty when there is none. */
    Optional<Duration> age(String namespace, String cell);

    /** Whether the cell has answered within {@link #UNREACHABLE_AFTER}. */
    default boolean reachable(String namespace, String cell) {
        return age(namespace, cell)
                .map(age -> age.compareTo(UNREACHABLE_AFTER) <= 0)
                .orElse(false);
    }
}
