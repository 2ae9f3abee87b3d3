package io.aegisvision.testkit;

import io.aegisvision.domain.mig.Counter;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Profile;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.CounterSet;
import io.fabric8.kubernetes.api.model.resource.v1.CounterSetBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttributeBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * NVIDIA's driver for Dynamic Resource Allocation as far as an API server sees it: device classes, and of each node a whole
 * GPU and every placement of every profile, which share the counters of their GPU. Names of devices, attributes and counters,
 * and that memory slices are counters of one, as in kubernetes-sigs/dra-driver-nvidia-gpu, cmd/gpu-kubelet-plugin
 * (deviceinfo.go, mig.go, partitions.go). Copy engines are not in our tables: as many as compute slices.
 */
public final class PlayedDriver {
    private static final String NAME = "gpu.nvidia.com";
    private static final long MEBIBYTE = 1L << 20;
    private static final Map<Counter, String> ENGINES = Map.of(
            Counter.Decoders, "decoders",
            Counter.Encoders, "encoders",
            Counter.JpegEngines, "jpeg-engines",
            Counter.OfaEngines, "ofa-engines",
            Counter.ComputeSlices, "copy-engines");

    private final KubernetesClient admin;
    private final boolean split;

    /**
     * Plays.
     *
     * @param admin the cluster's administrator; stays the caller's
     * @param split whether counters stand in a slice of their own, as from Kubernetes 1.35 on; else with their devices
     */
    public PlayedDriver(KubernetesClient admin, boolean split) {
        this.admin = admin;
        this.split = split;
    }

    /** A kind of GPU. @param product as the driver names it, for example {@code NVIDIA H100 80GB HBM3} */
    public record Kind(String product, Geometry geometry) {}

    /** The device classes, as the driver's chart installs them; does nothing where they are. */
    public void install() {
        for (String type : List.of("gpu", "mig")) {
            DeviceClass wanted = new DeviceClassBuilder()
                    .withNewMetadata()
                    .withName(type + ".nvidia.com")
                    .endMetadata()
                    .withNewSpec()
                    .addNewSelector()
                    .withNewCel("device.driver == '" + NAME + "' && device.attributes['" + NAME + "'].type == '" + type
                            + "'")
                    .endSelector()
                    .endSpec()
                    .build();
            admin.resource(wanted).serverSideApply();
        }
    }

    /** A node's driver publishes its GPUs. */
    public void publish(String node, Kind kind, int gpus) {
        slices(node, kind, gpus).forEach(slice -> admin.resource(slice).create());
    }

    /** What it publishes. */
    public List<ResourceSlice> slices(String node, Kind kind, int gpus) {
        List<ResourceSlice> slices = new ArrayList<>();
        int count = gpus + (split ? 1 : 0);
        for (int minor = 0; minor < gpus; minor++) {
            slices.add(slice(node, count, "gpu-" + minor)
                    .editSpec()
                    .withDevices(devices(node, kind, minor))
                    .withSharedCounters(split ? List.of() : List.of(counters(kind, minor)))
                    .endSpec()
                    .build());
        }
        if (split) {
            slices.add(slice(node, count, "counters")
                    .editSpec()
                    .withSharedCounters(IntStream.range(0, gpus)
                            .mapToObj(minor -> counters(kind, minor))
                            .toList())
                    .endSpec()
                    .build());
        }
        return slices;
    }

    /** A node's driver goes, and what it published with it. */
    public void withdraw(String node) {
        admin.resources(ResourceSlice.class).list().getItems().stream()
                .filter(slice -> node.equals(slice.getSpec().getNodeName()))
                .forEach(slice -> admin.resource(slice).delete());
    }

    private static ResourceSliceBuilder slice(String node, int count, String part) {
        return new ResourceSliceBuilder()
                .withNewMetadata()
                .withName(node + "-" + NAME + "-" + part)
                .endMetadata()
                .withNewSpec()
                .withDriver(NAME)
                .withNodeName(node)
                .withNewPool()
                .withName(node)
                .withGeneration(1L)
                .withResourceSliceCount((long) count)
                .endPool()
                .endSpec();
    }

    private static CounterSet counters(Kind kind, int minor) {
        return new CounterSetBuilder()
                .withName(set(minor))
                .withCounters(quantities(all(kind.geometry())))
                .build();
    }

    private static String set(int minor) {
        return "gpu-" + minor + "-counter-set";
    }

    private static List<Device> devices(String node, Kind kind, int minor) {
        String uuid = "GPU-" + node + "-" + minor;
        Device whole = device("gpu-" + minor, minor, all(kind.geometry()))
                .withAttributes(attributes(Map.of("type", "gpu", "uuid", uuid, "productName", kind.product())))
                .build();
        return Stream.concat(
                        Stream.of(whole), kind.geometry().placements().stream().map(placement -> device(
                                        name(minor, placement), minor, takes(placement))
                                .withAttributes(attributes(Map.of(
                                        "type",
                                        "mig",
                                        "parentUUID",
                                        uuid,
                                        "profile",
                                        placement.profile().name(),
                                        "productName",
                                        kind.product())))
                                .build()))
                .sorted(java.util.Comparator.comparing(Device::getName))
                .toList();
    }

    private static DeviceBuilder device(String name, int minor, Map<String, Long> takes) {
        return new DeviceBuilder()
                .withName(name)
                .addNewConsumesCounter()
                .withCounterSet(set(minor))
                .withCounters(quantities(takes))
                .endConsumesCounter();
    }

    private static String name(int minor, MigPlacement placement) {
        Profile profile = placement.profile();
        return "gpu-" + minor + "-mig-" + profile.name().replace(".", "").replace('+', '-') + "-" + profile.id() + "-"
                + placement.start();
    }

    private static Map<String, DeviceAttribute> attributes(Map<String, String> texts) {
        Map<String, DeviceAttribute> attributes = new TreeMap<>();
        texts.forEach((name, text) -> attributes.put(
                name, new DeviceAttributeBuilder().withString(text).build()));
        return attributes;
    }

    /** What a GPU has: of everything as much as the profile that has most, and each of its memory slices. */
    private static Map<String, Long> all(Geometry geometry) {
        Map<String, Long> all = new TreeMap<>();
        geometry.profiles()
                .forEach(profile -> engines(profile).forEach((name, count) -> all.merge(name, count, Math::max)));
        slices(all, 0, geometry.slices());
        return all;
    }

    private static Map<String, Long> takes(MigPlacement placement) {
        Map<String, Long> takes = engines(placement.profile());
        slices(takes, placement.start(), placement.profile().size());
        return takes;
    }

    private static void slices(Map<String, Long> into, int start, int size) {
        IntStream.range(start, start + size).forEach(slice -> into.put("memory-slice-" + slice, 1L));
    }

    private static Map<String, Long> engines(Profile profile) {
        Map<String, Long> engines = new TreeMap<>();
        ENGINES.forEach((counter, name) -> engines.put(name, (long) profile.takes(counter)));
        engines.put("multiprocessors", (long) profile.multiprocessors());
        engines.put("memory", profile.memoryMebibytes() * MEBIBYTE);
        return engines;
    }

    private static Map<String, io.fabric8.kubernetes.api.model.resource.v1.Counter> quantities(
            Map<String, Long> counts) {
        Map<String, io.fabric8.kubernetes.api.model.resource.v1.Counter> counters = new TreeMap<>();
        counts.forEach((name, count) -> counters.put(
                name,
                new io.fabric8.kubernetes.api.model.resource.v1.CounterBuilder()
                        .withValue(new Quantity(Long.toString(count)))
                        .build()));
        return counters;
    }
}
