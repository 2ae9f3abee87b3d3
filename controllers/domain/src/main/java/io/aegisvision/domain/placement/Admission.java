package io.aegisvision.domain.placement;

import io.aegisvision.domain.placement.Board.Spot;
import io.aegisvision.domain.placement.PlacementPlan.Blocking;
import io.aegisvision.domain.placement.PlacementPlan.Reservation;
import io.aegisvision.domain.placement.PlacementPlan.Unplaced;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who gets a place: by priority, then age. The first demand of a pool that finds none gets a reservation, and those after it
 * may use what it cannot (backfill), so that small ones never starve a large one.
 */
final class Admission {
    /** Times a plan packs all anew, of each pool, to let one more in. */
    private static final int MOST_REPACKS = 8;

    private final Map<String, Pool> pools;
    private final Map<String, Board> untouched;
    private final Map<String, Board> boards = new TreeMap<>();
    private final Map<String, Map<Want, Spot>> placed = new TreeMap<>();
    private final Map<String, Integer> repacks = new HashMap<>();
    private final Map<String, Integer> quotas;
    private final Map<String, Integer> held;
    private final Set<String> hopeless = new HashSet<>();
    private final List<Unplaced> unplaced = new ArrayList<>();
    private final Map<String, Reservation> reservations = new TreeMap<>();

    /**
     * Begins with what is held.
     *
     * @param quotas most compute slices by tenant
     * @param held compute slices that a tenant's cells hold
     * @param several whether more than one is to be admitted; else nothing is packed anew, and no copy is needed for that
     */
    Admission(
            Map<String, Pool> pools,
            Map<String, Board> boards,
            Map<String, Integer> quotas,
            Map<String, Integer> held,
            boolean several) {
        this.pools = pools;
        this.quotas = quotas;
        this.held = new HashMap<>(held);
        this.untouched = boards;
        boards.forEach((pool, board) -> {
            this.boards.put(pool, several ? board.copy() : board);
            placed.put(pool, new LinkedHashMap<>());
        });
    }

    /** Admits or refuses. To be called in order of admission. */
    void admit(Want want) {
        Optional<Unplaced> refused = refusal(want);
        if (refused.isPresent()) {
            unplaced.add(refused.get());
            return;
        }
        String pool = want.demand().pool();
        Optional<Spot> spot =
                hopeless.contains(want.kind()) ? Optional.empty() : board(pool).best(want);
        if (spot.isPresent()) {
            board(pool).take(spot.get());
            of(pool).put(want, spot.get());
        } else if (hopeless.contains(want.kind()) || !repack(pool, want)) {
            hopeless.add(want.kind());
            unplaced.add(new Shortage(board(pool), want, policy(pool), reservations.get(pool)).explain());
            if (!reservations.containsKey(pool)) {
                reserve(pool, want);
            }
            return;
        }
        held.merge(want.demand().tenant(), charge(want), Integer::sum);
    }

    private Board board(String pool) {
        return Objects.requireNonNull(boards.get(pool), pool);
    }

    private Board before(String pool) {
        return Objects.requireNonNull(untouched.get(pool), pool);
    }

    private Pool policy(String pool) {
        return Objects.requireNonNull(pools.get(pool), pool);
    }

    private Map<Want, Spot> of(String pool) {
        return Objects.requireNonNull(placed.get(pool), pool);
    }

    private Optional<Unplaced> refusal(Want want) {
        Demand demand = want.demand();
        Pool pool = pools.get(demand.pool());
        if (pool == null) {
            return refuse(demand, Blocking.NoPool, "there is no pool " + demand.pool());
        }
        if (!pool.tenants().isEmpty() && !pool.tenants().contains(demand.tenant())) {
            return refuse(demand, Blocking.Dedicated, pool.name() + " is dedicated to other tenants");
        }
        List<Row> rows = board(pool.name()).rows();
        if (want.sizes().isEmpty() || !want.anywhere() && rows.stream().noneMatch(want::allows)) {
            return refuse(
                    demand, Blocking.NoGpu, "none of the " + rows.size() + " GPUs of " + pool.name() + " is allowed");
        }
        if (want.levels() == 0) {
            return refuse(demand, Blocking.TooLarge, "no profile is enough: " + want.shortfall());
        }
        Integer quota = quotas.get(demand.tenant());
        int has = held.getOrDefault(demand.tenant(), 0);
        if (quota != null && has + charge(want) > quota) {
            return refuse(
                    demand,
                    Blocking.Quota,
                    demand.tenant() + " holds " + has + " of " + quota + " slices, and this takes " + charge(want));
        }
        return Optional.empty();
    }

    private static Optional<Unplaced> refuse(Demand demand, Blocking blocking, String message) {
        return Optional.of(new Unplaced(demand.id(), blocking, message));
    }

    /** Compute slices that are counted: the most that the smallest adequate profile has on any product. */
    private static int charge(Want want) {
        return want.sizes().entrySet().stream()
                .filter(size -> size.getValue().adequate().length > 0)
                .mapToInt(size ->
                        size.getKey().profile(size.getValue().adequate()[0]).compute())
                .max()
                .orElse(0);
    }

    /** Packs all that the pool has admitted anew, with one more. */
    private boolean repack(String pool, Want want) {
        boolean claimable = policy(pool).partitioning() == PlacementSnapshot.Partitioning.OnClaim;
        if (!claimable || !want.anywhere() || repacks.merge(pool, 1, Integer::sum) > MOST_REPACKS) {
            return false;
        }
        List<Want> all = new ArrayList<>(of(pool).keySet());
        all.add(want);
        return new Repacking(before(pool).copy(), all)
                .byProgramme()
                .map(result -> adopt(pool, result))
                .isPresent();
    }

    private Repacking.Result adopt(String pool, Repacking.Result result) {
        boards.put(pool, result.board());
        placed.put(pool, result.placed());
        hopeless.clear();
        return result;
    }

    private void reserve(String pool, Want want) {
        board(pool).leastBusy(want).ifPresent(found -> {
            Row row = board(pool).rows().get(found.row());
            for (Board board : List.of(board(pool), before(pool))) {
                Row same = board.rows().get(found.row());
                board.change(same, () -> {
                    same.reserved |= found.slices();
                    same.open &= !found.whole();
                });
            }
            reservations.put(
                    pool,
                    new Reservation(
                            want.demand().id(),
                            row.node.name(),
                            row.gpu.name(),
                            row.shape.profile(found.profile()).name(),
                            found.slices()));
        });
    }

    /** Packs what was admitted once more, where that opens fewer GPUs or leaves more room. */
    void pack() {
        boards.keySet().stream().sorted().toList().forEach(pool -> {
            if (of(pool).size() > 1) {
                Repacking.Result now = new Repacking.Result(board(pool), of(pool));
                adopt(pool, Repacking.best(before(pool), now));
            }
        });
    }

    Map<String, Board> boards() {
        return boards;
    }

    /** Places of this plan, by pool. */
    Map<String, Map<Want, Spot>> placed() {
        return placed;
    }

    List<Unplaced> unplaced() {
        return unplaced;
    }

    Map<String, Reservation> reservations() {
        return reservations;
    }
}
