package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Layouts;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.placement.Demand.Affinity;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Hold;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Snapshots for tests: made by hand, or drawn from a seed. */
final class Scenes {
    static final String H100 = "NVIDIA-H100-80GB-HBM3";
    static final String A100 = "NVIDIA-A100-SXM4-40GB";
    static final String A30 = "NVIDIA-A30";
    static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> PRODUCTS = List.of(H100, A100, A30);
    private static final Map<String, List<List<MigPlacement>>> LAYOUTS = new HashMap<>();

    private Scenes() {}

    static Geometry geometry(String product) {
        return GeometryTable.shipped().of(product).orElseThrow();
    }

    static PlacementPlan plan(PlacementSnapshot snapshot) {
        return new PlacementPlanner(GeometryTable.shipped()).plan(snapshot);
    }

    static Pool pool(Partitioning partitioning) {
        return new Pool("default", partitioning, Set.of(), false);
    }

    static PlacementSnapshot snapshot(Pool pool, List<Node> nodes, Demand... demands) {
        return new PlacementSnapshot(List.of(pool), nodes, List.of(demands), Map.of());
    }

    static Node node(String name, Gpu... gpus) {
        return new Node(name, Set.of("default"), true, List.of(gpus), List.of());
    }

    static Gpu gpu(String name, String product, Instance... instances) {
        return new Gpu(name, product, Optional.empty(), 80_000, Health.Ready, List.of(instances));
    }

    static Instance free(String profile, int start) {
        return new Instance(profile, OptionalInt.of(start), Optional.empty());
    }

    static Instance held(String profile, int start, String demand) {
        return new Instance(profile, OptionalInt.of(start), Optional.of(new Holder.Cell(demand)));
    }

    static Demand demand(String id, String profile) {
        return new Demand(id, "default", "plant-7", 0, DAY, Need.of(profile), Affinity.ANYWHERE);
    }

    static Demand needing(String id, long mebibytes, int decoders) {
        Need need = new Need(
                Optional.empty(),
                List.of(new MemoryPart("models", mebibytes)),
                0,
                OptionalDouble.empty(),
                List.of(),
                decoders);
        return new Demand(id, "default", "plant-7", 0, DAY, need, Affinity.ANYWHERE);
    }

    /** One or two pools, mixed products, GPUs in every state that is legal, holders of every kind, all kinds of demand. */
    static PlacementSnapshot drawn(long seed) {
        Random random = new Random(seed);
        List<Pool> pools = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Set<String> tenants = random.nextInt(4) == 0 ? Set.of("a") : Set.of();
            pools.add(new Pool("pool-" + i, partitioning(random), tenants, random.nextBoolean()));
        }
        int cells = 0;
        List<Demand> demands = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        for (int n = 0; n < 1 + random.nextInt(4); n++) {
            Pool pool = pools.get(random.nextInt(pools.size()));
            List<Gpu> gpus = new ArrayList<>();
            for (int g = 0; g < 1 + random.nextInt(4); g++) {
                Gpu gpu = gpu(random, pool, "" + g, cells);
                gpus.add(gpu);
                cells += gpu.instances().size();
                for (Instance instance : gpu.instances()) {
                    if (instance.holder().orElse(null) instanceof Holder.Cell cell && random.nextInt(8) > 0) {
                        demands.add(new Demand(
                                cell.demand(),
                                pool.name(),
                                "a",
                                0,
                                DAY,
                                Need.of(instance.profile()),
                                Affinity.ANYWHERE));
                    }
                }
            }
            Set<String> names = random.nextInt(12) == 0 ? Set.of("pool-0", "pool-1") : Set.of(pool.name());
            nodes.add(new Node("node-" + n, names, random.nextInt(8) > 0, gpus, unlocated(random, gpus)));
        }
        for (int d = random.nextInt(16); d > 0; d--) {
            demands.add(wanted(random, "wanted-" + d, pools.get(random.nextInt(pools.size()))));
        }
        Map<String, Integer> quotas = random.nextInt(4) == 0 ? Map.of("a", random.nextInt(30)) : Map.of();
        return new PlacementSnapshot(pools, nodes, demands, quotas);
    }

    private static Partitioning partitioning(Random random) {
        Partitioning[] all = Partitioning.values();
        return all[random.nextInt(all.length)];
    }

    private static List<Hold> unlocated(Random random, List<Gpu> gpus) {
        return gpus.stream()
                .flatMap(gpu -> gpu.instances().stream())
                .filter(instance -> instance.holder().isEmpty() && random.nextInt(6) == 0)
                .map(instance -> new Hold(instance.profile(), new Holder.Other("a pod")))
                .toList();
    }

    private static Gpu gpu(Random random, Pool pool, String name, int cells) {
        String product = PRODUCTS.get(random.nextInt(PRODUCTS.size()));
        Health health = Health.values()[Math.max(0, random.nextInt(9) - 6)];
        List<Instance> instances = new ArrayList<>();
        if (pool.partitioning() == Partitioning.Whole) {
            if (random.nextBoolean()) {
                instances.add(held(Geometry.WHOLE, 0, "cell-" + cells));
            }
        } else {
            List<List<MigPlacement>> layouts = LAYOUTS.computeIfAbsent(
                    product, key -> Layouts.of(geometry(key)).states());
            List<MigPlacement> layout = layouts.get(random.nextInt(layouts.size()));
            boolean idle = random.nextInt(3) == 0;
            for (MigPlacement placement : layout) {
                int kind = idle ? 9 : random.nextInt(3);
                Optional<Holder> holder =
                        switch (kind) {
                            case 0 -> Optional.of(new Holder.Cell("cell-" + (cells + instances.size())));
                            case 1 -> Optional.of(new Holder.Other("somebody"));
                            default -> Optional.empty();
                        };
                instances.add(new Instance(placement.profile().name(), OptionalInt.of(placement.start()), holder));
            }
        }
        return new Gpu(name, product, Optional.empty(), 40_000, health, instances);
    }

    private static Demand wanted(Random random, String id, Pool pool) {
        Need need = new Need(
                random.nextInt(3) == 0
                        ? Optional.of(List.of("1g.10gb", "2g.20gb", "3g.40gb", "7g.80gb", "1g.6gb", "9g.1gb")
                                .get(random.nextInt(6)))
                        : Optional.empty(),
                List.of(new MemoryPart("models", random.nextInt(45_000))),
                random.nextInt(3) == 0 ? random.nextInt(300) : 0,
                random.nextBoolean() ? OptionalDouble.of(1 + random.nextInt(100)) : OptionalDouble.empty(),
                List.of(),
                random.nextInt(3));
        Affinity affinity =
                switch (random.nextInt(6)) {
                    case 0 -> new Affinity(Set.of(A100), Set.of());
                    case 1 -> new Affinity(Set.of(), Set.of("node-0"));
                    default -> Affinity.ANYWHERE;
                };
        return new Demand(
                id,
                pool.name(),
                random.nextBoolean() ? "a" : "b",
                random.nextInt(3),
                DAY.plusSeconds(random.nextInt(5)),
                need,
                affinity);
    }
}
