package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Tenant;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.gpupool.GpuResource;
import io.aegisvision.domain.gpupool.PoolLedger;
import io.aegisvision.domain.gpupool.PoolLedger.Room;
import io.aegisvision.domain.mig.ProfileName;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the pods of a pipeline's cells ask of the pool, and how many more cells there may be. A cell that exists keeps its
 * slice; a new one gets the smallest profile that holds the models and has a place left.
 */
final class CellShapes {
    private final PoolView pool;
    private final String asked;
    private final Need need;
    /** Places left by resource of each profile that fits, smallest first; one entry in modes Cpu and Whole. */
    private final Map<Optional<String>, Integer> free = new LinkedHashMap<>();

    /** Cells that wait and find no place, by resource, less those that were given another. */
    private final Map<Optional<String>, Integer> crowds = new HashMap<>();

    private final int newCells;
    /** Whether the namespace's quota ends before the pool's places do. */
    private final boolean quotaBinds;

    CellShapes(PipelineSnapshot snapshot, PoolView pool) {
        this.pool = pool;
        this.asked = snapshot.spec().cells().migProfile();
        this.need = CellNeed.of(snapshot.spec(), snapshot.models());
        resources()
                .forEach(resource ->
                        free.put(resource, pool.ledger().room(resource).free()));
        int quota = tenant(snapshot.namespace())
                .map(tenant -> Math.max(0, tenant.cells() - pool.ledger().cellsOf(tenant.namespace())))
                .orElse(dedicated() ? 0 : Integer.MAX_VALUE);
        int places = places();
        this.newCells = Math.min(quota, places);
        this.quotaBinds = quota < places || quota == 0;
    }

    /** How many cells fit if each takes the smallest that there is. */
    private int places() {
        Map<Optional<String>, Integer> left = new LinkedHashMap<>(free);
        int count = 0;
        for (Optional<String> resource : free.keySet()) {
            int taken = Math.max(0, left.getOrDefault(resource, 0));
            count += taken;
            take(left, resource, taken);
        }
        return count;
    }

    private boolean dedicated() {
        return !pool.spec().tenants().isEmpty();
    }

    private Optional<Tenant> tenant(String namespace) {
        return pool.spec().tenants().stream()
                .filter(tenant -> tenant.namespace().equals(namespace))
                .findFirst();
    }

    /** Why the namespace may not use the pool at all. */
    Optional<Problem> refused(String namespace) {
        return dedicated() && tenant(namespace).isEmpty()
                ? Optional.of(new Problem(
                        Reason.PoolDedicated,
                        "poolRef: GpuPool " + pool.name() + " is for other namespaces than " + namespace))
                : Optional.empty();
    }

    /** How many more cells the pool has room for. */
    int newCells() {
        return newCells;
    }

    /**
     * The shape of a cell that exists. One that waits for a slice of which there are too few takes another profile where
     * one has a place.
     *
     * @param present the profile that it has; empty for none
     */
    Shape existing(String namespace, String cell, String present) {
        String profile = !asked.isEmpty() ? asked : present;
        if (pool.spec().mode() != GpuPoolSpec.Mode.Mig || profile.isEmpty()) {
            return shape(free.keySet().stream().findFirst().orElse(Optional.empty()));
        }
        Optional<String> resource = Optional.of(GpuResource.slice(profile));
        int crowd =
                crowds.computeIfAbsent(resource, key -> pool.ledger().room(key).crowd());
        Optional<Optional<String>> other = withPlace();
        if (crowd == 0 || other.isEmpty() || !pool.ledger().waits(namespace, cell)) {
            return shape(resource);
        }
        crowds.put(resource, crowd - 1);
        return take(other.get());
    }

    /** The shape of the next new cell, of which there are at most {@link #newCells}. */
    Shape next() {
        // a cell that waited may have taken the last one just now: then this one waits
        return take(withPlace().orElseGet(() -> free.keySet().iterator().next()));
    }

    private Optional<Optional<String>> withPlace() {
        return free.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Shape take(Optional<String> resource) {
        take(free, resource, 1);
        return shape(resource);
    }

    private void take(Map<Optional<String>, Integer> from, Optional<String> resource, int count) {
        if (count > 0) {
            from.replaceAll((other, left) -> other.equals(resource)
                    ? Integer.valueOf(left - count)
                    : Integer.valueOf(Math.max(Math.min(left, 0), left - count * cost(resource, other))));
        }
    }

    /** Whether the cluster knows what cells of the pool ask by. */
    boolean served() {
        return pool.ledger().served();
    }

    private int cost(Optional<String> taken, Optional<String> wanted) {
        return taken.isEmpty() || wanted.isEmpty() ? 0 : pool.ledger().cost(taken.get(), wanted.get());
    }

    private Shape shape(Optional<String> resource) {
        return new Shape(pool, resource.flatMap(GpuResource::profile).orElse(""), resource);
    }

    /** Why there are no more cells, once all that may be have their shapes. */
    Problem full(String waiting) {
        if (quotaBinds) {
            return new Problem(
                    Reason.QuotaExceeded,
                    waiting + "the namespace has all the cells that GpuPool " + pool.name() + " grants it");
        }
        return new Problem(Reason.NoCapacity, waiting + lack());
    }

    private String lack() {
        String name = "GpuPool " + pool.name();
        PoolLedger ledger = pool.ledger();
        if (!ledger.served()) {
            return name + ": " + PoolLedger.NOT_SERVED;
        }
        if (free.isEmpty()) {
            return offered()
                    .reduce((smaller, larger) -> larger)
                    .map(largest -> CellNeed.words(need) + " are needed, and the largest slice that " + name
                            + " offers is " + largest + " with " + offer(largest))
                    .orElse("no node of " + name + " offers a slice");
        }
        if (free.keySet().stream().allMatch(resource -> ledger.room(resource).capacity() == 0)) {
            return ledger.open().isEmpty()
                    ? "no node of " + name + " takes cells"
                    : "no node of " + name + " offers " + names();
        }
        return name + " is full, "
                + free.keySet().stream()
                        .map(resource -> taken(resource, ledger.room(resource), free.getOrDefault(resource, 0)))
                        .collect(Collectors.joining(", "))
                + " places are taken" + otherwise();
    }

    private String offer(String profile) {
        double rate = pool.ledger().framesPerSecond(profile, need);
        return pool.ledger().memoryMebibytes(profile)
                + (need.framesPerSecond() > 0 && Double.isFinite(rate) ? " MiB and " + (long) rate + " frames/s" : "");
    }

    /** What is free and does not do. */
    private String otherwise() {
        // devices of claims overlap: what is free of one profile is not free beside what is of another
        if (pool.spec().mode() != GpuPoolSpec.Mode.Mig
                || pool.spec().allocation() != GpuPoolSpec.Allocation.DevicePlugin) {
            return "";
        }
        List<String> others = new ArrayList<>();
        offered().forEach(profile -> {
            Optional<String> resource = Optional.of(GpuResource.slice(profile));
            int left = free.containsKey(resource)
                    ? 0
                    : pool.ledger().room(resource).free();
            if (left > 0) {
                others.add(left + " " + profile);
            }
        });
        return others.isEmpty()
                ? ""
                : "; free, and " + (asked.isEmpty() ? "too small: " : "not asked for: ") + String.join(", ", others);
    }

    /** With what this plan takes. */
    private static String taken(Optional<String> resource, Room room, int left) {
        return room.used() + room.free() - left + " of " + room.capacity()
                + resource.flatMap(GpuResource::profile)
                        .map(profile -> " " + profile)
                        .orElse("");
    }

    private String names() {
        return free.keySet().stream().flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    private List<Optional<String>> resources() {
        return switch (pool.spec().mode()) {
            case Cpu -> List.of(Optional.empty());
            case Whole -> List.of(Optional.of(GpuResource.WHOLE));
            case Mig ->
                asked.isEmpty()
                        ? offered()
                                .filter(profile -> pool.ledger().memoryMebibytes(profile) >= need.memoryMebibytes()
                                        && pool.ledger().framesPerSecond(profile, need) >= need.framesPerSecond())
                                .map(GpuResource::slice)
                                .map(Optional::of)
                                .toList()
                        : List.of(Optional.of(GpuResource.slice(asked)));
        };
    }

    /** Profiles that open nodes offer, by memory, then by compute. Those with an engine of their own are asked for by name. */
    private Stream<String> offered() {
        return pool.ledger().resources().stream()
                .filter(resource -> pool.ledger().room(Optional.of(resource)).capacity() > 0)
                .flatMap(resource -> GpuResource.profile(resource).stream())
                .filter(profile -> ProfileName.parse(profile)
                        .filter(name -> name.attribute().isEmpty())
                        .isPresent())
                .sorted(Comparator.comparingLong(pool.ledger()::memoryMebibytes)
                        .thenComparing(Comparator.naturalOrder()));
    }
}
