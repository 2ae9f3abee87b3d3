package io.aegisvision.domain.placement;

import io.aegisvision.domain.placement.PlacementPlan.Blocking;
import io.aegisvision.domain.placement.PlacementPlan.Reservation;
import io.aegisvision.domain.placement.PlacementPlan.Unplaced;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import org.jspecify.annotations.Nullable;

/**
 * Why an admissible demand finds no place.
 *
 * @param reservation of a demand that goes before it, if any
 */
record Shortage(Board board, Want want, Pool pool, @Nullable Reservation reservation) {
    /** In words and numbers. */
    Unplaced explain() {
        int open = 0;
        int bySums = 0;
        int butForReservation = 0;
        int idle = 0;
        int freeSlices = 0;
        String profile = "";
        for (Row row : board.rows()) {
            int number = want.profile(row.shape, 0);
            if (number < 0 || !want.allows(row)) {
                continue;
            }
            profile = row.shape.profile(number).name();
            boolean held = row.reserved != 0;
            if (!row.open && !held) {
                continue;
            }
            open++;
            idle += row.idle || row.remade ? 1 : 0;
            freeSlices += row.shape.geometry().slices()
                    - Integer.bitCount(row.blocked().mask());
            bySums += row.shape.fitsBySums(row.blocked(), number) ? 1 : 0;
            butForReservation += held && fits(row, number) ? 1 : 0;
        }
        String id = want.demand().id();
        if (butForReservation > 0 && reservation != null) {
            return new Unplaced(
                    id,
                    Blocking.Reserved,
                    profile + " would fit on " + reservation.node() + "/" + reservation.gpu() + ", which is kept for "
                            + reservation.demand());
        }
        boolean shaped = pool.partitioning() == Partitioning.OnClaim;
        if (shaped && bySums > 0) {
            return new Unplaced(
                    id,
                    Blocking.Fragmented,
                    bySums + " of " + open + " GPUs have the slices for " + profile
                            + ", none at a start that it may take");
        }
        if (!shaped && pool.partitioning() != Partitioning.Whole && bySums > 0) {
            String how = pool.partitioning() == Partitioning.Fixed
                    ? "layouts of " + pool.name() + " are fixed"
                    : idle + " of " + open + " GPUs may be re-partitioned";
            return new Unplaced(id, Blocking.Layout, "no " + profile + " is free, and " + how);
        }
        return new Unplaced(
                id,
                Blocking.Full,
                profile.isEmpty() || open == 0
                        ? "no GPU of " + pool.name() + " takes anything new"
                        : "no room for " + profile + ": " + freeSlices + " memory slices are free on " + open
                                + " GPUs");
    }

    private static boolean fits(Row row, int profile) {
        return row.shape.fits(row.state, profile) || row.stock[profile] > 0;
    }
}
