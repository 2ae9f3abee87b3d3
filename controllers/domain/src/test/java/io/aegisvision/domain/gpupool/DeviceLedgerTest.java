package io.aegisvision.domain.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.ConditionType;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.gpupool.ClusterView.CellRef;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.DeviceView.Device;
import io.aegisvision.domain.gpupool.DeviceView.Gpu;
import io.aegisvision.domain.gpupool.DeviceView.Held;
import io.aegisvision.domain.gpupool.DeviceView.Published;
import io.aegisvision.domain.gpupool.PoolLedger.Room;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Layouts;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools whose cells ask by claims. */
class DeviceLedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String SMALL = "nvidia.com/mig-1g.10gb";
    private static final String MIDDLE = "nvidia.com/mig-2g.20gb";
    private static final String LARGE = "nvidia.com/mig-3g.40gb";
    private static final String H100 = "NVIDIA H100 80GB HBM3";

    private final List<Published> published = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final List<NodeView> nodes = new ArrayList<>();
    private final List<Holder> holders = new ArrayList<>();

    private static Geometry geometry(String product) {
        return GeometryTable.shipped().of(DiscoveredGeometry.label(product)).orElseThrow();
    }

    /** As the driver publishes it, with the counters that our tables know. */
    private static Gpu gpu(String product, int minor) {
        Geometry geometry = geometry(product);
        Map<String, Long> totals = new TreeMap<>(engines(geometry.profiles().getLast()));
        slices(totals, 0, geometry.slices());
        return new Gpu(
                "GPU-" + minor,
                product,
                totals,
                Stream.concat(
                                Stream.of(new Device("gpu-" + minor, "", totals, true, false)),
                                geometry.placements().stream().map(placement -> device(minor, placement)))
                        .toList());
    }

    private static Device device(int minor, MigPlacement placement) {
        Map<String, Long> takes = new TreeMap<>(engines(placement.profile()));
        slices(takes, placement.start(), placement.profile().size());
        return new Device(name(minor, placement), placement.profile().name(), takes, false, false);
    }

    private static String name(int minor, MigPlacement placement) {
        return "gpu-%d-mig-%s-%d-%d"
                .formatted(
                        minor,
                        placement.profile().name().replace(".", "").replace('+', '-'),
                        placement.profile().id(),
                        placement.start());
    }

    private static void slices(Map<String, Long> into, int start, int size) {
        IntStream.range(start, start + size).forEach(slice -> into.put("memory-slice-" + slice, 1L));
    }

    private static Map<String, Long> engines(Profile profile) {
        Map<String, Long> engines = new TreeMap<>();
        profile.takes().forEach((counter, count) -> {
            switch (counter) {
                case Decoders -> engines.put("decoders", (long) count);
                case JpegEngines -> engines.put("jpeg-engines", (long) count);
                case OfaEngines -> engines.put("ofa-engines", (long) count);
                case Encoders, ComputeSlices -> {}
            }
        });
        engines.values().removeIf(count -> count == 0);
        return engines;
    }

    private void node(String name, Gpu... gpus) {
        nodes.add(new NodeView(name, true, false, List.of(), Map.of(), Map.of(), Map.of()));
        published.add(new Published(name, name, true, List.of(gpus)));
    }

    private void held(String node, String device, String cell) {
        held.add(new Held(
                node,
                device,
                "plant-7",
                "claim-" + held.size(),
                cell.isEmpty() ? Optional.empty() : Optional.of(new CellRef("default", "yard", cell)),
                List.of()));
    }

    private void waits(String cell, String resource) {
        holders.add(new Holder(
                "plant-7",
                cell,
                Optional.of(new CellRef("default", "yard", cell)),
                Optional.empty(),
                NOW,
                false,
                Map.of(resource, 1)));
    }

    private static PoolLedger.Pool pool(String product) {
        return new PoolLedger.Pool(
                "default",
                Instant.EPOCH,
                new GpuPoolSpec(
                        Map.of(),
                        List.of(),
                        null,
                        GpuPoolSpec.Mode.Mig,
                        new GpuPoolSpec.Cpu(2),
                        GpuPoolSpec.Allocation.DynamicResourceAllocation,
                        new GpuPoolSpec.Claims(product.isEmpty() ? null : product, false),
                        GpuPoolSpec.Repartition.Never,
                        GpuPoolSpec.Overcommit.Keep,
                        List.of()));
    }

    private ClusterView cluster() {
        return new ClusterView(nodes, holders, new DeviceView(true, published, held));
    }

    private PoolLedger ledger() {
        return PoolLedger.of(pool(""), List.of(pool("")), cluster());
    }

    private GpuPoolPlan plan(ClusterView cluster) {
        return GpuPoolPlanner.plan(
                new GpuPoolSnapshot(pool(""), List.of(pool("")), cluster, List.of(), List.of()), NOW);
    }

    private static Claim claim(GpuPoolPlan plan, ConditionType type) {
        return plan.claims().stream()
                .filter(claim -> claim.type().equals(type.name()))
                .findFirst()
                .orElseThrow();
    }

    private Room room(String resource) {
        return ledger().room(Optional.of(resource));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVIDIA A30", "NVIDIA A100-SXM4-80GB", H100, "NVIDIA B200"})
    void inEveryStateWhatFitsIsWhatTheGeometryAllows(String product) {
        Geometry geometry = geometry(product);
        Shape shape = new Shape(geometry);
        Gpu gpu = gpu(product, 0);
        for (List<MigPlacement> state : Layouts.of(geometry).states()) {
            GpuDevices devices = new GpuDevices(
                    gpu, state.stream().map(placement -> name(0, placement)).collect(Collectors.toSet()));
            for (int p = 0; p < shape.profiles(); p++) {
                assertThat(devices.fits(GpuResource.slice(shape.profile(p).name()), false))
                        .as("%s beside %s", shape.profile(p).name(), state)
                        .isEqualTo(most(shape, shape.state(state), p));
            }
        }
    }

    /** How many more of a profile a state takes, whichever starts are taken first. */
    private static int most(Shape shape, Shape.State state, int p) {
        int most = 0;
        for (int start : shape.starts(p)) {
            if (shape.legal(state, p, start)) {
                most = Math.max(most, 1 + most(shape, shape.with(state, p, start), p));
            }
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVIDIA A100-SXM4-80GB", H100})
    void noPlacementTakesMorePlacesThanItsCost(String product) {
        Geometry geometry = geometry(product);
        Gpu gpu = gpu(product, 0);
        Map<Set<MigPlacement>, Map<String, Integer>> fits = new HashMap<>();
        for (List<MigPlacement> state : Layouts.of(geometry).states()) {
            GpuDevices devices = new GpuDevices(
                    gpu, state.stream().map(placement -> name(0, placement)).collect(Collectors.toSet()));
            fits.put(
                    Set.copyOf(state),
                    geometry.profiles().stream()
                            .collect(Collectors.toMap(
                                    Profile::name, one -> devices.fits(GpuResource.slice(one.name()), false))));
        }
        List<String> dearer = new ArrayList<>();
        for (MigPlacement taken : geometry.placements()) {
            Map<String, Integer> costs = geometry.profiles().stream()
                    .map(Profile::name)
                    .collect(Collectors.toMap(
                            Function.identity(),
                            wanted -> GpuDevices.cost(
                                    gpu, GpuResource.slice(taken.profile().name()), GpuResource.slice(wanted))));
            fits.forEach((state, before) -> {
                Set<MigPlacement> next = new HashSet<>(state);
                next.add(taken);
                fits.getOrDefault(next, before).forEach((wanted, left) -> {
                    if (before.getOrDefault(wanted, 0) - left > costs.getOrDefault(wanted, 0)) {
                        dearer.add(taken + " beside " + state + ", places of " + wanted);
                    }
                });
            });
        }
        assertThat(fits).hasSizeGreaterThan(723);
        assertThat(dearer).isEmpty();
    }

    @Test
    void whatAClaimHoldsIsTakenWithAllThatItOverlaps() {
        node("a", gpu(H100, 0), gpu(H100, 1));
        held("a", "gpu-0-mig-3g40gb-9-4", "yard-0");
        held("a", "gpu-1-mig-7g80gb-0-0", "");

        assertThat(room(LARGE)).isEqualTo(new Room(2, 1));
        assertThat(room(SMALL)).isEqualTo(new Room(4, 0));
        GpuPoolPlan plan = plan(cluster());
        assertThat(plan.used()).isEqualTo(2);
        assertThat(plan.gpus()).isEqualTo(2);
        GpuPoolStatus.Slices slices = Objects.requireNonNull(plan.slices());
        assertThat(slices.free()).containsEntry("3g.40gb", 1).containsEntry("1g.10gb", 4);
        assertThat(slices.bound()).containsEntry("3g.40gb", 1).containsEntry("7g.80gb", 1);
        assertThat(plan.cells().used()).isEqualTo(2);
        assertThat(plan.cells().capacity()).as("and four of the smallest").isEqualTo(6);
        assertThat(claim(plan, ConditionType.Discovered).reason()).isEqualTo(Reason.DevicesPublished.name());
    }

    @Test
    void aCellThatWaitsKeepsWhatItMayOverlapWhereverItComesToBe() {
        node("a", gpu(H100, 0));
        waits("yard-0", LARGE);

        assertThat(room(LARGE)).isEqualTo(new Room(2, 1));
        assertThat(room(SMALL).free()).isEqualTo(3);
        assertThat(room(MIDDLE).free()).isEqualTo(1);
        assertThat(room(SMALL).crowd()).isZero();
    }

    @Test
    void anotherProductIsNotThePools() {
        node("a", gpu(H100, 0), gpu("NVIDIA A100-SXM4-80GB", 1));
        PoolLedger.Pool pool = pool(H100);

        PoolLedger ledger = PoolLedger.of(pool, List.of(pool), cluster());
        assertThat(ledger.room(Optional.of(SMALL)).capacity()).isEqualTo(7);
    }

    @Test
    void whatIsHeldAndNoLongerPublishedIsTooMuch() {
        node("a");
        held("a", "gpu-0-mig-1g10gb-19-6", "yard-0");

        assertThat(ledger().nodes().getFirst().shares())
                .hasEntrySatisfying(SMALL, share -> assertThat(share.over()).isEqualTo(1));
        assertThat(claim(plan(cluster()), ConditionType.Ready).reason()).isEqualTo(Reason.Overcommitted.name());
    }

    @Test
    void whatIsTaintedIsOutOfOrder() {
        Gpu gpu = gpu(H100, 0);
        List<Device> tainted = gpu.devices().stream()
                .map(device -> new Device(device.name(), device.profile(), device.takes(), device.exists(), true))
                .toList();
        node("a", new Gpu(gpu.id(), gpu.product(), gpu.counters(), tainted));

        assertThat(room(SMALL).capacity()).isZero();
        assertThat(claim(plan(cluster()), ConditionType.Healthy).reason()).isEqualTo(Reason.GpuUnhealthy.name());
    }

    @Test
    void aClusterThatDoesNotKnowClaimsIsSaid() {
        node("a");
        GpuPoolPlan plan = plan(new ClusterView(nodes, holders));

        assertThat(claim(plan, ConditionType.Ready).reason()).isEqualTo(Reason.AllocationUnavailable.name());
        assertThat(claim(plan, ConditionType.Discovered).reason()).isEqualTo(Reason.AllocationUnavailable.name());
    }

    @Test
    void aNodeWithoutADriverIsSaid() {
        node("a", gpu(H100, 0));
        nodes.add(new NodeView("b", true, false, List.of(), Map.of(), Map.of(), Map.of()));

        Claim said = claim(plan(cluster()), ConditionType.Discovered);
        assertThat(said.reason()).isEqualTo(Reason.DevicesMissing.name());
        assertThat(said.message()).contains("node b");
    }

    @Test
    void partitionsThatNobodyCountsAreGivenToNobody() {
        Gpu gpu = gpu(H100, 0);
        List<Device> uncounted = gpu.devices().stream()
                .map(device -> new Device(device.name(), device.profile(), Map.of(), device.exists(), false))
                .toList();
        node("a", new Gpu(gpu.id(), gpu.product(), Map.of(), uncounted));

        assertThat(room(SMALL).capacity()).isZero();
        assertThat(claim(plan(cluster()), ConditionType.Discovered).reason())
                .isEqualTo(Reason.PartitionsUncounted.name());
    }

    @Test
    void aGeometryThatTheTableDoesNotKnowIsSaidAndUsed() {
        Gpu gpu = gpu(H100, 0);
        // a table in the wild gives 3g.40gb three slices
        List<Device> wrong = gpu.devices().stream()
                .map(device -> {
                    Map<String, Long> takes = new TreeMap<>(device.takes());
                    if (device.profile().equals("3g.40gb")) {
                        takes.remove(device.name().endsWith("-0") ? "memory-slice-3" : "memory-slice-7");
                    }
                    return new Device(device.name(), device.profile(), takes, device.exists(), false);
                })
                .toList();
        node("a", new Gpu(gpu.id(), gpu.product(), gpu.counters(), wrong));

        Claim said = claim(plan(cluster()), ConditionType.Discovered);
        assertThat(said.reason()).isEqualTo(Reason.GeometryDisagrees.name());
        assertThat(said.message())
                .contains("3g.40gb size: table 4, discovered 3")
                .hasSizeLessThan(121);
        assertThat(room(LARGE).capacity()).isEqualTo(2);
    }

    @Test
    void staticPartitionsAreWhatTheyAre() {
        Device one = new Device("gpu-0-mig-3g40gb-9-4", "3g.40gb", Map.of(), true, false);
        Device other = new Device("gpu-0-mig-1g10gb-19-0", "1g.10gb", Map.of(), true, false);
        node("a", new Gpu("GPU-0", H100, Map.of(), List.of(one, other)));
        held("a", one.name(), "yard-0");

        assertThat(room(LARGE)).isEqualTo(new Room(1, 1));
        assertThat(room(SMALL)).isEqualTo(new Room(1, 0));
        assertThat(ledger().cost(LARGE, SMALL)).isZero();
    }

    @Test
    void aDevicesNameSaysWhereItIs() {
        assertThat(DeviceName.parse("gpu-3-mig-1g10gb-me-20-6")).contains(new DeviceName(3, "1g.10gb+me", 20, 6));
        assertThat(DeviceName.parse("gpu-0-mig-3g40gb-9-4")).contains(new DeviceName(0, "3g.40gb", 9, 4));
        assertThat(DeviceName.parse("gpu-0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVIDIA A30", "NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-80GB", H100, "NVIDIA B200"})
    void devicesTellTheGeometry(String product) {
        Geometry seen = DiscoveredGeometry.of(gpu(product, 0)).orElseThrow();
        assertThat(seen.faults()).isEmpty();
        assertThat(DiscoveredGeometry.disagreements(gpu(product, 0))).isEmpty();
        assertThat(Layouts.of(seen).states())
                .hasSameSizeAs(Layouts.of(geometry(product)).states());
    }
}
