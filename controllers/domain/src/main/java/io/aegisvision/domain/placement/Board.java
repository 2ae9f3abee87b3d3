package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The GPUs of one pool while a plan is made. GPUs that are alike are one group, so that a choice looks at some hundred
 * groups and not at thousands of GPUs; of a group the GPU of the lowest index is taken.
 */
final class Board {
    private final Partitioning partitioning;
    private final List<Row> rows;
    private final Mix mix;
    /** Share of GPUs that nothing runs on above which another is opened only where those in use have no room. */
    private static final double PLENTY = 0.1;

    private final boolean plenty;
    private final Map<Group, Bucket> groups = new HashMap<>();
    /** Filled when it is first asked. */
    private final Map<String, List<Row>> byNode = new HashMap<>();

    /**
     * GPUs that are alike to whoever looks for a place.
     *
     * @param blocked slices that are held or kept free; of GPUs whose instances are made as they are needed
     * @param stock free instances by profile, of other GPUs
     * @param free whether nothing is on it
     * @param claimable whether instances are made as needed
     */
    record Group(Shape shape, State blocked, List<Integer> stock, boolean free, boolean claimable) {}

    /** The GPUs of a group, and what was found out about it. */
    private static final class Bucket {
        final TreeSet<Integer> indexes = new TreeSet<>();
        final Map<Integer, List<Candidate>> byProfile = new HashMap<>();
    }

    /**
     * A place.
     *
     * @param start -1 where it is not chosen
     */
    record Spot(int row, int profile, int start, Origin origin) {}

    /** @param rows in order of their indexes, which are their positions */
    Board(Partitioning partitioning, List<Row> rows, Mix mix) {
        this.partitioning = partitioning;
        this.rows = rows;
        this.mix = mix;
        int free = 0;
        for (Row row : rows) {
            free += row.open && !row.used() ? 1 : 0;
            group(row);
        }
        this.plenty = free > PLENTY * rows.size();
    }

    Board copy() {
        return new Board(partitioning, rows.stream().map(Row::copy).toList(), mix);
    }

    List<Row> rows() {
        return rows;
    }

    Mix mix() {
        return mix;
    }

    /** What all GPUs are still good for. */
    double room() {
        return rows.stream()
                .mapToDouble(row -> mix.room(row.shape).value(row.blocked()))
                .sum();
    }

    /** Groups with the indexes of their GPUs; those that take nothing new are in none. */
    Map<Group, TreeSet<Integer>> groups() {
        Map<Group, TreeSet<Integer>> all = new HashMap<>();
        groups.forEach((group, bucket) -> all.put(group, bucket.indexes));
        return all;
    }

    boolean claimable(Row row) {
        return switch (partitioning) {
            case OnClaim, Whole -> true;
            case IdleGpus -> row.remade || row.idle;
            case Fixed -> false;
        };
    }

    private Group key(Row row) {
        boolean claimable = claimable(row);
        boolean stocked = partitioning == Partitioning.Fixed || partitioning == Partitioning.IdleGpus && !row.remade;
        return new Group(
                row.shape,
                claimable ? row.blocked() : State.EMPTY,
                stocked ? Arrays.stream(row.stock).boxed().toList() : List.of(),
                !row.used(),
                claimable);
    }

    private void group(Row row) {
        if (row.open) {
            groups.computeIfAbsent(key(row), key -> new Bucket()).indexes.add(row.index);
        }
    }

    private void ungroup(Row row) {
        if (row.open) {
            Group key = key(row);
            TreeSet<Integer> same = Objects.requireNonNull(groups.get(key)).indexes;
            same.remove(row.index);
            if (same.isEmpty()) {
                groups.remove(key);
            }
        }
    }

    /** Changes a GPU and puts it where it then belongs. */
    void change(Row row, Runnable change) {
        ungroup(row);
        change.run();
        group(row);
    }

    /** The best place for one more, or none. */
    Optional<Spot> best(Want want) {
        for (int level = 0; level < want.levels(); level++) {
            Candidate best = null;
            for (Map.Entry<Group, Bucket> entry : groups.entrySet()) {
                Group group = entry.getKey();
                int profile = want.profile(group.shape, level);
                if (profile < 0) {
                    continue;
                }
                Bucket bucket = entry.getValue();
                for (Candidate candidate :
                        bucket.byProfile.computeIfAbsent(profile, number -> candidates(group, number))) {
                    if (best != null && candidate.compareTo(best) > 0) {
                        continue;
                    }
                    int row = first(bucket.indexes, want);
                    if (row >= 0) {
                        Candidate found = candidate.at(row);
                        best = best == null || found.compareTo(best) < 0 ? found : best;
                    }
                }
            }
            if (best != null) {
                return Optional.of(best.spot);
            }
        }
        return Optional.empty();
    }

    private int first(TreeSet<Integer> indexes, Want want) {
        if (want.anywhere()) {
            return indexes.first();
        }
        for (int index : indexes) {
            if (want.allows(rows.get(index))) {
                return index;
            }
        }
        return -1;
    }

    /**
     * A way to place one more.
     *
     * @param rank 0: an instance that is there, on a GPU in use; 1: a new instance, while few GPUs are left on which
     *     nothing runs also on one of these; 2: an instance that is there, on a GPU that nothing runs on; 3: a new one there
     * @param loss what the GPU cannot take any more, as a share of what an empty one takes
     */
    private record Candidate(int rank, double loss, Spot spot) implements Comparable<Candidate> {
        Candidate at(int row) {
            return new Candidate(rank, loss, new Spot(row, spot.profile, spot.start, spot.origin));
        }

        @Override
        public int compareTo(Candidate other) {
            int order = Integer.compare(rank, other.rank);
            order = order != 0 ? order : Double.compare(loss, other.loss);
            return order != 0 ? order : Integer.compare(spot.row, other.spot.row);
        }
    }

    private List<Candidate> candidates(Group group, int profile) {
        List<Candidate> found = new ArrayList<>(2);
        if (!group.stock.isEmpty() && group.stock.get(profile) > 0) {
            int left = 0;
            for (int p = 0; p < group.stock.size(); p++) {
                left += group.stock.get(p) * group.shape.size(p);
            }
            found.add(new Candidate(group.free ? 2 : 0, left, new Spot(-1, profile, -1, Origin.Existing)));
        }
        if (group.claimable) {
            Room room = mix.room(group.shape);
            OptionalInt start = room.bestStart(group.blocked, profile);
            if (start.isPresent()) {
                double after = room.value(group.shape.with(group.blocked, profile, start.getAsInt()));
                boolean claimed = partitioning == Partitioning.OnClaim || partitioning == Partitioning.Whole;
                found.add(new Candidate(
                        !group.free || claimed && !plenty ? 1 : 3,
                        room.value(group.blocked) - after,
                        new Spot(-1, profile, start.getAsInt(), claimed ? Origin.Claimed : Origin.Repartitioned)));
            }
        }
        return found;
    }

    /** Takes a place that is there. */
    void take(Spot spot) {
        Row row = rows.get(spot.row);
        if (spot.origin == Origin.Existing) {
            change(row, () -> {
                row.stock[spot.profile]--;
                row.added++;
                row.idle = false;
            });
            chosenByKubelet(row, spot.profile);
        } else {
            if (spot.origin == Origin.Repartitioned && !row.remade) {
                heldBack(row);
            }
            change(row, () -> {
                row.remade = spot.origin == Origin.Repartitioned;
                row.state = row.shape.with(row.state, spot.profile, spot.start);
                row.added++;
            });
        }
    }

    /** The kubelet may take any free instance of the profile on the node: a GPU that has one is not idle for sure. */
    private void chosenByKubelet(Row taken, int profile) {
        for (Row row : neighbours(taken)) {
            int same = number(row, taken.shape, profile);
            if (row.idle && !row.remade && same >= 0 && row.stock[same] > 0) {
                change(row, () -> row.idle = false);
            }
        }
    }

    /** A GPU gets a new layout: until then all free instances of the node that have one of its profiles are held back. */
    private void heldBack(Row remade) {
        for (int profile = 0; profile < remade.stock.length; profile++) {
            for (Row row : neighbours(remade)) {
                int same = remade.stock[profile] > 0 ? number(row, remade.shape, profile) : -1;
                if (!row.remade && same >= 0 && row.stock[same] > 0) {
                    change(row, () -> row.stock[same] = 0);
                }
            }
        }
    }

    private static int number(Row row, Shape shape, int profile) {
        return row.shape == shape
                ? profile
                : row.shape
                        .geometry()
                        .profile(shape.profile(profile).name())
                        .map(row.shape::index)
                        .orElse(-1);
    }

    private List<Row> neighbours(Row row) {
        if (byNode.isEmpty()) {
            rows.forEach(each -> byNode.computeIfAbsent(each.node.name(), name -> new ArrayList<>())
                    .add(each));
        }
        return Objects.requireNonNull(byNode.get(row.node.name())).stream()
                .filter(other -> other != row)
                .toList();
    }

    /** Places a whole layout on a GPU whose instances are made as needed; the placements are along the list. */
    List<Spot> takeAll(int index, int[] counts) {
        Row row = rows.get(index);
        List<Spot> spots = new ArrayList<>();
        boolean claimed = partitioning == Partitioning.OnClaim || partitioning == Partitioning.Whole;
        for (MigPlacement placement : row.shape.arrange(row.blocked(), counts, mix.room(row.shape)::value)) {
            Spot spot = new Spot(
                    index,
                    row.shape.index(placement.profile()),
                    placement.start(),
                    claimed ? Origin.Claimed : Origin.Repartitioned);
            take(spot);
            spots.add(spot);
        }
        return spots;
    }

    /** An instance that is there and that the kubelet may give to one more, on a GPU in use where there is one. */
    Optional<Spot> stocked(Want want) {
        return partitioning == Partitioning.Fixed || partitioning == Partitioning.IdleGpus
                ? best(want).filter(spot -> spot.origin == Origin.Existing)
                : Optional.empty();
    }

    /**
     * What is to be kept free for a demand.
     *
     * @param slices as bits
     * @param whole the GPU takes nothing new, since it must be idle before it gets another layout
     */
    record Wait(int row, int profile, int slices, boolean whole) {}

    /** The place for one more that the fewest slices stand in the way of; empty where waiting for others helps nothing. */
    Optional<Wait> leastBusy(Want want) {
        if (partitioning == Partitioning.Fixed || partitioning == Partitioning.Whole) {
            return Optional.empty();
        }
        boolean whole = partitioning == Partitioning.IdleGpus;
        Wait best = null;
        int least = Integer.MAX_VALUE;
        for (Row row : rows) {
            int profile = row.open && want.allows(row) ? want.profile(row.shape, 0) : -1;
            if (profile < 0 || whole && row.gpu.health() != PlacementSnapshot.Health.Ready) {
                continue;
            }
            for (int start : row.shape.starts(profile)) {
                int slices = whole ? (1 << row.shape.geometry().slices()) - 1 : row.shape.mask(profile, start);
                int busy = whole
                        ? row.held.size() + row.added
                        : Integer.bitCount(slices & row.blocked().mask());
                if (busy < least) {
                    least = busy;
                    best = new Wait(row.index, profile, slices, whole);
                }
            }
        }
        return Optional.ofNullable(best);
    }
}
