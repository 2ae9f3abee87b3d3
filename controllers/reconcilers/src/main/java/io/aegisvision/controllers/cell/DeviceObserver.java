package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.domain.gpupool.ClusterView.CellRef;
import io.aegisvision.domain.gpupool.DeviceView;
import io.aegisvision.domain.gpupool.DeviceView.Device;
import io.aegisvision.domain.gpupool.DeviceView.Gpu;
import io.aegisvision.domain.gpupool.DeviceView.Held;
import io.aegisvision.domain.gpupool.DeviceView.Published;
import io.fabric8.kubernetes.api.model.resource.v1.Counter;
import io.fabric8.kubernetes.api.model.resource.v1.CounterSet;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCounterConsumption;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From ResourceSlices and ResourceClaims to devices and who holds them. The names of the driver, its device classes and its
 * attributes are those of kubernetes-sigs/dra-driver-nvidia-gpu: cmd/gpu-kubelet-plugin/deviceinfo.go and mig.go. Counters
 * stand in the slice of their devices up to Kubernetes 1.34 and in one of their own from 1.35 on; both are read.
 */
public final class DeviceObserver {
    /** Name of the driver, and prefix of its attributes. */
    public static final String DRIVER = "gpu.nvidia.com";
    /** Device class of slices. */
    public static final String MIG_CLASS = "mig.nvidia.com";
    /** Device class of whole GPUs. */
    public static final String GPU_CLASS = "gpu.nvidia.com";
    /** Attribute: the MIG profile. */
    public static final String PROFILE = "profile";
    /** Attribute: the product. */
    public static final String PRODUCT = "productName";

    private static final String MIG = "mig";
    private static final String WHOLE = "gpu";

    /** What was read of the slices of a pool, with their versions: thousands of devices seldom change. */
    private final Map<String, Read> known = new ConcurrentHashMap<>();

    /** What devices take, once for all GPUs that are alike. */
    private final Map<Map<String, Long>, Map<String, Long>> takes = new ConcurrentHashMap<>();

    private record Read(List<String> versions, Published published) {}

    /** Reads. */
    public DeviceView observe(Collection<ResourceSlice> slices, Collection<ResourceClaim> claims) {
        Map<String, List<ResourceSlice>> pools = slices.stream()
                .filter(slice -> DRIVER.equals(slice.getSpec().getDriver()))
                .collect(Collectors.groupingBy(
                        slice -> slice.getSpec().getPool().getName(), TreeMap::new, Collectors.toList()));
        known.keySet().retainAll(pools.keySet());
        return new DeviceView(
                true,
                pools.entrySet().stream()
                        .flatMap(entry -> published(entry.getKey(), entry.getValue()).stream())
                        .toList(),
                claims.stream().flatMap(DeviceObserver::held).toList());
    }

    private static Stream<Held> held(ResourceClaim claim) {
        if (claim.getStatus() == null || claim.getStatus().getAllocation() == null) {
            return Stream.of();
        }
        List<String> pods = claim.getStatus().getReservedFor().stream()
                .filter(consumer -> "pods".equals(consumer.getResource()))
                .map(consumer -> consumer.getName())
                .toList();
        @Nullable Map<String, String> labels = claim.getMetadata().getLabels();
        Map<String, String> given = labels == null ? Map.of() : labels;
        Optional<CellRef> cell = Optional.ofNullable(given.get(Keys.CELL))
                .filter(name -> given.containsKey(CellKeys.POOL) && given.containsKey(Keys.PIPELINE))
                .map(name -> new CellRef(
                        Objects.requireNonNull(given.get(CellKeys.POOL)),
                        Objects.requireNonNull(given.get(Keys.PIPELINE)),
                        name));
        return claim.getStatus().getAllocation().getDevices().getResults().stream()
                .filter(result -> DRIVER.equals(result.getDriver()) && !Boolean.TRUE.equals(result.getAdminAccess()))
                .map(result -> new Held(
                        result.getPool(),
                        result.getDevice(),
                        claim.getMetadata().getNamespace(),
                        claim.getMetadata().getName(),
                        cell,
                        pods));
    }

    private Optional<Published> published(String pool, List<ResourceSlice> slices) {
        List<String> versions = slices.stream()
                .map(slice -> slice.getMetadata().getName() + " "
                        + slice.getMetadata().getResourceVersion())
                .sorted()
                .toList();
        Read read = known.get(pool);
        if (read == null || !read.versions.equals(versions)) {
            Optional<Published> published = read(pool, slices);
            if (published.isEmpty()) {
                return published;
            }
            read = new Read(versions, published.get());
            known.put(pool, read);
        }
        return Optional.of(read.published);
    }

    /** Of the newest generation; empty for devices that are no node's. */
    private Optional<Published> read(String pool, List<ResourceSlice> all) {
        long generation = all.stream()
                .mapToLong(slice -> slice.getSpec().getPool().getGeneration())
                .max()
                .orElseThrow();
        List<ResourceSlice> slices = all.stream()
                .filter(slice -> slice.getSpec().getPool().getGeneration() == generation)
                .sorted(java.util.Comparator.comparing(
                        slice -> slice.getMetadata().getName()))
                .toList();
        Map<String, Map<String, Counter>> sets = new HashMap<>();
        slices.forEach(slice -> slice.getSpec()
                .getSharedCounters()
                .forEach((CounterSet set) -> sets.put(set.getName(), set.getCounters())));
        Map<String, List<io.fabric8.kubernetes.api.model.resource.v1.Device>> byGpu = new LinkedHashMap<>();
        slices.stream().flatMap(slice -> slice.getSpec().getDevices().stream()).forEach(device -> gpu(device)
                .ifPresent(gpu ->
                        byGpu.computeIfAbsent(gpu, key -> new ArrayList<>()).add(device)));
        return slices.stream()
                .map(slice -> slice.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .findFirst()
                .map(node -> new Published(
                        node,
                        pool,
                        slices.size() == slices.getFirst().getSpec().getPool().getResourceSliceCount(),
                        byGpu.entrySet().stream()
                                .map(entry -> gpu(entry.getKey(), entry.getValue(), sets))
                                .toList()));
    }

    private Gpu gpu(
            String id,
            List<io.fabric8.kubernetes.api.model.resource.v1.Device> devices,
            Map<String, Map<String, Counter>> sets) {
        List<String> own = devices.stream()
                .flatMap(device -> device.getConsumesCounters().stream())
                .map(DeviceCounterConsumption::getCounterSet)
                .distinct()
                .toList();
        boolean one = own.size() == 1;
        Map<String, Long> counters = new TreeMap<>();
        own.forEach(set -> counters.putAll(counters(one ? "" : set + "/", sets.getOrDefault(set, Map.of()))));
        return new Gpu(
                id,
                text(devices.getFirst(), PRODUCT),
                alike(counters),
                devices.stream().map(device -> device(device, one)).toList());
    }

    private Device device(io.fabric8.kubernetes.api.model.resource.v1.Device device, boolean one) {
        Map<String, Long> taken = new TreeMap<>();
        device.getConsumesCounters()
                .forEach(consumed ->
                        taken.putAll(counters(one ? "" : consumed.getCounterSet() + "/", consumed.getCounters())));
        return new Device(
                device.getName(),
                text(device, PROFILE),
                alike(taken),
                !text(device, "uuid").isEmpty(),
                device.getTaints().stream()
                        .anyMatch(taint ->
                                taint.getEffect() != null && taint.getEffect().startsWith("No")));
    }

    private Map<String, Long> alike(Map<String, Long> counts) {
        return takes.computeIfAbsent(counts, Map::copyOf);
    }

    private static Map<String, Long> counters(String prefix, Map<String, Counter> counters) {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((name, counter) -> {
            long count = counter.getValue().getNumericalAmount().longValue();
            if (count > 0) {
                counts.put(prefix + name, count);
            }
        });
        return counts;
    }

    /** UUID of the GPU that a device is, or is a slice of; empty for anything else. */
    private static Optional<String> gpu(io.fabric8.kubernetes.api.model.resource.v1.Device device) {
        return switch (text(device, "type")) {
            case MIG -> Optional.of(text(device, "parentUUID"));
            case WHOLE -> Optional.of(text(device, "uuid"));
            default -> Optional.empty();
        };
    }

    private static String text(io.fabric8.kubernetes.api.model.resource.v1.Device device, String attribute) {
        @Nullable Map<String, DeviceAttribute> attributes = device.getAttributes();
        @Nullable DeviceAttribute given = attributes == null ? null : attributes.get(attribute);
        if (given == null && attributes != null) {
            given = attributes.get(DRIVER + "/" + attribute);
        }
        return given == null || given.getString() == null ? "" : given.getString();
    }
}
