package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.PlacementPlan.Finding;
import io.aegisvision.domain.placement.PlacementPlan.FindingKind;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Hold;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot as boards: who holds what, and what is wrong with it. Whatever does not add up takes nothing new, and what
 * is held there stays.
 */
final class Fleet {
    /** A name by which nodes are kept that no known pool selects. */
    private static final String NO_POOL = "";

    private static final Comparator<Instance> INSTANCES = Comparator.comparingInt(
                    (Instance instance) -> instance.start().orElse(-1))
            .thenComparing(Instance::profile)
            .thenComparing(instance -> instance.holder().toString());

    private final Shapes shapes;
    private final Map<String, Pool> pools = new TreeMap<>();
    private final Map<String, List<Row>> rows = new TreeMap<>();
    private final Map<String, Kept> kept = new HashMap<>();
    private final Set<Finding> findings = new HashSet<>();
    private final Map<Geometry, Optional<Shape>> seen = new IdentityHashMap<>();

    /**
     * Where a cell is.
     *
     * @param row empty where the GPU or its geometry is not known
     * @param pool the node's; empty where it has none, or several
     * @param profile as the GPU's driver names it, or as the holder wrote it
     * @param number of the profile on that GPU; -1 where it is not known
     */
    record Kept(Node node, Optional<Row> row, String pool, String profile, int number, int start) {}

    private Fleet(Shapes shapes) {
        this.shapes = shapes;
    }

    /** Reads. */
    static Fleet read(PlacementSnapshot snapshot, Shapes shapes) {
        Fleet fleet = new Fleet(shapes);
        snapshot.pools().stream()
                .sorted(Comparator.comparing(Pool::name).thenComparing(Pool::toString))
                .forEach(pool -> {
                    if (fleet.pools.putIfAbsent(pool.name(), pool) != null) {
                        fleet.say(FindingKind.Duplicate, pool.name(), "a pool of this name is there twice");
                    }
                });
        fleet.pools.keySet().forEach(pool -> fleet.rows.put(pool, new ArrayList<>()));
        Set<String> names = new HashSet<>();
        snapshot.nodes().stream()
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::toString))
                .forEach(node -> {
                    if (names.add(node.name())) {
                        fleet.node(node);
                    } else {
                        fleet.say(FindingKind.Duplicate, node.name(), "a node of this name is there twice");
                    }
                });
        return fleet;
    }

    Map<String, Pool> pools() {
        return pools;
    }

    /** GPUs of a pool, by node and name. */
    List<Row> rows(String pool) {
        return rows.getOrDefault(pool, List.of());
    }

    Map<String, Kept> kept() {
        return kept;
    }

    Set<Finding> findings() {
        return findings;
    }

    void say(FindingKind kind, String subject, String message) {
        findings.add(new Finding(kind, subject, message));
    }

    private void node(Node node) {
        List<String> selecting =
                new TreeSet<>(node.pools()).stream().filter(pools::containsKey).toList();
        if (selecting.size() > 1) {
            say(FindingKind.Contested, node.name(), "selected by the pools " + String.join(", ", selecting));
        }
        String pool = selecting.size() == 1 ? selecting.getFirst() : NO_POOL;
        List<Row> here = new ArrayList<>();
        Set<String> names = new HashSet<>();
        node.gpus().stream().sorted(Comparator.comparing(Gpu::name)).forEach(gpu -> {
            if (!names.add(gpu.name())) {
                say(FindingKind.Duplicate, node.name() + "/" + gpu.name(), "a GPU of this name is there twice");
                return;
            }
            gpu(node, gpu, pool, selecting.isEmpty() ? null : selecting.getFirst())
                    .ifPresent(here::add);
        });
        node.unlocated().stream()
                .sorted(Comparator.comparing(Hold::profile)
                        .thenComparing(hold -> hold.holder().toString()))
                .forEach(hold -> unlocated(node, pool, here, hold));
    }

    /** @param pool that may use the node; @param counted the pool whose figures it is in, if any */
    private Optional<Row> gpu(Node node, Gpu gpu, String pool, @Nullable String counted) {
        String name = node.name() + "/" + gpu.name();
        Partitioning partitioning = counted == null
                ? Partitioning.Fixed
                : Objects.requireNonNull(pools.get(counted)).partitioning();
        Optional<Shape> shape = partitioning == Partitioning.Whole
                ? Optional.of(shapes.of(gpu.product(), Geometry.whole(gpu.memoryMebibytes())))
                : shape(gpu, name);
        if (shape.isEmpty()) {
            say(FindingKind.UnknownProduct, name, "no geometry is known for " + gpu.product());
            gpu.instances().forEach(instance -> instance.holder()
                    .ifPresent(holder -> keep(
                            holder,
                            new Kept(
                                    node,
                                    Optional.empty(),
                                    pool,
                                    instance.profile(),
                                    -1,
                                    instance.start().orElse(-1)))));
            return Optional.empty();
        }
        List<Row> all = counted == null ? new ArrayList<>() : Objects.requireNonNull(rows.get(counted));
        Row row = new Row(all.size(), node, gpu, shape.get());
        row.open = !pool.isEmpty() && node.usable() && gpu.health() != Health.Unhealthy;
        boolean startsMatter = partitioning == Partitioning.OnClaim || partitioning == Partitioning.Whole;
        instances(row, pool, startsMatter, partitioning == Partitioning.Whole);
        row.idle = row.open && row.held.isEmpty() && gpu.health() == Health.Ready;
        if (gpu.health() == Health.Unhealthy && !row.held.isEmpty()) {
            say(FindingKind.UnhealthyInUse, name, "unhealthy, and " + row.held.size() + " instance(s) are held");
        }
        all.add(row);
        return Optional.of(row);
    }

    private Optional<Shape> shape(Gpu gpu, String name) {
        Optional<Shape> tabled = shapes.of(gpu.product());
        if (gpu.discovered().isEmpty()) {
            return tabled;
        }
        // the observer hands in one object for GPUs that are alike
        return seen.computeIfAbsent(
                gpu.discovered().get(), discovered -> discovered(gpu.product(), discovered, tabled, name));
    }

    private Optional<Shape> discovered(String product, Geometry discovered, Optional<Shape> tabled, String name) {
        if (tabled.isPresent() && tabled.get().geometry().equals(discovered)) {
            return tabled;
        }
        List<String> faults = discovered.faults();
        if (!faults.isEmpty()) {
            say(FindingKind.GeometryDisagrees, name, "what was discovered makes no sense: " + faults.getFirst());
            return Optional.empty();
        }
        tabled.flatMap(known -> GeometryTable.disagreements(known.geometry(), discovered).stream()
                        .findFirst())
                .ifPresent(said -> say(FindingKind.GeometryDisagrees, name, said));
        return Optional.of(shapes.of(product, discovered));
    }

    private void instances(Row row, String pool, boolean startsMatter, boolean whole) {
        List<Instance> sorted = row.gpu.instances();
        if (sorted.size() > 1) {
            sorted = new ArrayList<>(sorted);
            sorted.sort(INSTANCES);
        }
        boolean legal = true;
        Shape.State all = Shape.State.EMPTY;
        for (Instance instance : sorted) {
            int profile = row.shape.index(instance.profile());
            int start = instance.start().orElse(whole ? 0 : -1);
            instance.holder()
                    .ifPresent(holder -> keep(
                            holder,
                            new Kept(
                                    row.node,
                                    Optional.of(row),
                                    pool,
                                    profile < 0
                                            ? instance.profile()
                                            : row.shape.profile(profile).name(),
                                    profile,
                                    start)));
            if (profile < 0) {
                illegal(row, instance.profile() + " is no profile of " + row.gpu.product());
                instance.holder().ifPresent(holder -> row.held.add(new Row.Held(-1, -1, holder)));
                continue;
            }
            boolean fits = start >= 0 && row.shape.legal(all, profile, start);
            legal &= fits || start < 0;
            all = fits ? row.shape.with(all, profile, start) : all;
            if (instance.holder().isEmpty()) {
                row.stock[profile]++;
                continue;
            }
            row.held.add(new Row.Held(profile, start, instance.holder().get()));
            row.state = fits ? row.shape.with(row.state, profile, start) : row.state;
            if (start < 0 && startsMatter) {
                illegal(row, "nobody has said where " + instance.profile() + " begins");
            }
        }
        if (!legal) {
            illegal(row, offence(row, sorted));
        }
    }

    private static String offence(Row row, List<Instance> instances) {
        List<MigPlacement> placements = instances.stream()
                .filter(instance -> instance.start().isPresent() && row.shape.index(instance.profile()) >= 0)
                .map(instance -> new MigPlacement(
                        row.shape.profile(row.shape.index(instance.profile())),
                        instance.start().getAsInt()))
                .toList();
        return row.shape.geometry().offences(placements).stream()
                .findFirst()
                .orElse("its instances do not go together");
    }

    private void illegal(Row row, String message) {
        row.open = false;
        say(FindingKind.IllegalLayout, row.name(), message);
    }

    private void keep(Holder holder, Kept place) {
        if (holder instanceof Holder.Cell cell && kept.putIfAbsent(cell.demand(), place) != null) {
            say(FindingKind.Duplicate, cell.demand(), "holds a second slice, on " + place.node.name());
        }
    }

    /** Somebody holds one of a profile and nobody said which: any that is free may be it. */
    private void unlocated(Node node, String pool, List<Row> here, Hold hold) {
        Map<Row, Integer> able = new LinkedHashMap<>();
        for (Row row : here) {
            int profile = row.shape.index(hold.profile());
            if (profile >= 0 && row.stock[profile] > 0) {
                able.put(row, profile);
            }
        }
        keep(hold.holder(), new Kept(node, Optional.empty(), pool, hold.profile(), -1, -1));
        if (able.isEmpty()) {
            say(FindingKind.Overcommitted, node.name(), "more of " + hold.profile() + " is held than there is");
            return;
        }
        able.keySet().forEach(row -> row.idle = false);
        Map.Entry<Row, Integer> likely = able.entrySet().stream()
                .filter(entry -> !entry.getKey().held.isEmpty())
                .findFirst()
                .orElse(able.entrySet().iterator().next());
        likely.getKey().stock[likely.getValue()]--;
        likely.getKey().held.add(new Row.Held(likely.getValue(), -1, hold.holder()));
    }
}
