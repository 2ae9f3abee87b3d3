package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** How often each profile is wanted in a pool, by geometry: by cells that run or wait, and by others who hold instances. */
final class Mix {
    private final Map<Shape, int[]> wanted = new HashMap<>();
    private final Map<Shape, long[]> left = new HashMap<>();
    private final Map<Shape, Integer> gpus = new HashMap<>();
    private final Map<Shape, Room> rooms = new HashMap<>();

    /** Counts. @param wants of all pools */
    static Mix of(String pool, Collection<Row> rows, Collection<Want> wants) {
        Mix mix = new Mix();
        Map<Map<Shape, RightSizing>, Integer> alike =
                new IdentityHashMap<>(); // equal needs share what they were sized to
        wants.forEach(want -> {
            if (want.demand().pool().equals(pool)) {
                alike.merge(want.sizes(), 1, Integer::sum);
            }
        });
        alike.forEach((sizes, number) -> sizes.forEach((shape, size) -> {
            if (size.adequate().length > 0) {
                mix.counts(shape)[size.adequate()[0]] += number;
            }
        }));
        Map<Shape, Map<State, Integer>> states = new HashMap<>();
        rows.forEach(row -> {
            row.held.forEach(held -> {
                if (held.profile() >= 0 && held.holder() instanceof Holder.Other) {
                    mix.counts(row.shape)[held.profile()]++;
                }
            });
            if (row.open) {
                states.computeIfAbsent(row.shape, shape -> new HashMap<>()).merge(row.state, 1, Integer::sum);
            }
        });
        states.forEach((shape, counted) -> {
            long[] placements = new long[shape.profiles()];
            counted.forEach((state, gpus) -> {
                for (int p = 0; p < placements.length; p++) {
                    for (int start : shape.starts(p)) {
                        placements[p] += shape.legal(state, p, start) ? gpus : 0;
                    }
                }
            });
            mix.left.put(shape, placements);
            mix.gpus.put(
                    shape, counted.values().stream().mapToInt(Integer::intValue).sum());
        });
        return mix;
    }

    private int[] counts(Shape shape) {
        return wanted.computeIfAbsent(shape, key -> new int[key.profiles()]);
    }

    /** Number of cells by profile. */
    int[] wanted(Shape shape) {
        return counts(shape);
    }

    /** What a GPU of this geometry is still good for. */
    Room room(Shape shape) {
        return rooms.computeIfAbsent(
                shape,
                key -> new Room(
                        key, counts(key), left.getOrDefault(key, new long[key.profiles()]), gpus.getOrDefault(key, 0)));
    }
}
