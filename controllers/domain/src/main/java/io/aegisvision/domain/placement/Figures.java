package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.CreatorRule;
import io.aegisvision.domain.mig.LowerBound;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Board.Spot;
import io.aegisvision.domain.placement.PlacementPlan.LayoutChange;
import io.aegisvision.domain.placement.PlacementPlan.Usage;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The layouts and figures of one pool, its new placements included. */
final class Figures {
    private final String pool;
    private final Board board;
    private final Map<Want, Spot> placed;

    Figures(String pool, Board board, Map<Want, Spot> placed) {
        this.pool = pool;
        this.board = board;
        this.placed = placed;
    }

    /** New layouts: what is placed, completed by instances of which the most are wanted, since the rest is lost until the GPU is idle. */
    List<LayoutChange> layouts() {
        Map<Integer, int[]> made = new TreeMap<>();
        placed.values().forEach(spot -> {
            Row row = board.rows().get(spot.row());
            if (row.remade) {
                made.computeIfAbsent(spot.row(), key -> new int[row.shape.profiles()])[spot.profile()]++;
            }
        });
        List<LayoutChange> changes = new ArrayList<>();
        made.forEach((index, counts) -> {
            Row row = board.rows().get(index);
            int[] complete = complete(row.shape, counts);
            Map<String, Integer> before = new TreeMap<>();
            row.gpu.instances().stream().map(Instance::profile).forEach(name -> before.merge(name, 1, Integer::sum));
            changes.add(new LayoutChange(
                    row.node.name(),
                    row.gpu.name(),
                    before,
                    byName(row.shape, complete),
                    CreatorRule.create(row.shape, complete).orElse(List.of())));
        });
        return changes;
    }

    private int[] complete(Shape shape, int[] counts) {
        int[] wanted = board.mix().wanted(shape);
        int[] best = counts;
        long most = -1;
        for (int[] layout : shape.fullLayouts()) {
            long score = 0;
            for (int p = 0; p < counts.length && score >= 0; p++) {
                int more = layout[p] - counts[p];
                boolean plain = shape.attribute(p).isEmpty();
                score = more < 0 || more > 0 && !plain ? -1 : score + (long) more * shape.size(p) * (wanted[p] + 1);
            }
            if (score > most) {
                most = score;
                best = layout;
            }
        }
        return best;
    }

    private static Map<String, Integer> byName(Shape shape, int[] counts) {
        Map<String, Integer> named = new TreeMap<>();
        for (int p = 0; p < counts.length; p++) {
            if (counts[p] > 0) {
                named.put(shape.profile(p).name(), counts[p]);
            }
        }
        return named;
    }

    /** By product. */
    List<Usage> usage() {
        Map<Shape, List<Row>> byShape = new LinkedHashMap<>();
        board.rows().forEach(row -> byShape.computeIfAbsent(row.shape, shape -> new ArrayList<>())
                .add(row));
        Map<Shape, List<Spot>> added = new HashMap<>();
        placed.values()
                .forEach(spot -> added.computeIfAbsent(board.rows().get(spot.row()).shape, shape -> new ArrayList<>())
                        .add(spot));
        List<Usage> usage = new ArrayList<>();
        byShape.forEach((shape, rows) -> {
            int[] counts = new int[shape.profiles()];
            for (Row row : rows) {
                for (Row.Held held : row.held) {
                    if (held.profile() >= 0) {
                        counts[held.profile()]++;
                    }
                }
            }
            added.getOrDefault(shape, List.of()).forEach(spot -> counts[spot.profile()]++);
            int[] stock = new int[shape.profiles()];
            rows.stream().filter(row -> !row.remade).forEach(row -> {
                for (int p = 0; p < stock.length; p++) {
                    stock[p] += row.stock[p];
                }
            });
            LowerBound least = LowerBound.of(shape, counts);
            usage.add(new Usage(
                    pool,
                    rows.getFirst().gpu.product(),
                    rows.size(),
                    (int) rows.stream().filter(Row::used).count(),
                    least.gpus(),
                    least.exact(),
                    byName(shape, stock),
                    byName(shape, counts),
                    fragmentation(shape, rows)));
        });
        return usage;
    }

    /**
     * Share of the free memory slices that a demand drawn from all there are cannot use where they are; after Weng et al.,
     * "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent", ATC 2023.
     */
    private int fragmentation(Shape shape, List<Row> rows) {
        int[] wanted = board.mix().wanted(shape);
        long weighted = 0;
        long lost = 0;
        for (Row row : rows) {
            boolean claimable = board.claimable(row);
            int free = 0;
            for (int p = 0; p < wanted.length; p++) {
                free += claimable ? 0 : row.stock[p] * shape.size(p);
            }
            free = claimable ? shape.geometry().slices() - Integer.bitCount(row.state.mask()) : free;
            for (int p = 0; p < wanted.length; p++) {
                boolean usable = claimable ? shape.fits(row.state, p) : row.stock[p] > 0;
                weighted += (long) free * wanted[p];
                lost += usable ? 0 : (long) free * wanted[p];
            }
        }
        return weighted == 0 ? 0 : (int) (100 * lost / weighted);
    }
}
