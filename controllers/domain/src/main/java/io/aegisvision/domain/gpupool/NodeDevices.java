package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.domain.gpupool.DeviceView.Device;
import io.aegisvision.domain.gpupool.DeviceView.Gpu;
import io.aegisvision.domain.gpupool.DeviceView.Held;
import io.aegisvision.domain.gpupool.DeviceView.Published;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One node's GPUs as claims see them: which devices are held, by whom, and what can still be allocated beside them. */
public final class NodeDevices {
    private final List<GpuDevices> gpus;
    /** Resource by device. */
    private final Map<String, String> resources = new HashMap<>();

    private final List<Held> held;

    private NodeDevices(List<GpuDevices> gpus, List<Held> held) {
        this.gpus = gpus;
        this.held = held;
        gpus.forEach(gpu -> gpu.gpu().devices().forEach(device -> resources.put(device.name(), device.resource())));
    }

    /** Of every node whose driver has published all. @param product the only one that counts; empty for any */
    static Map<String, NodeDevices> byNode(DeviceView view, String product) {
        Map<String, List<Held>> held = view.held().stream().collect(Collectors.groupingBy(Held::pool));
        Map<String, NodeDevices> nodes = new HashMap<>();
        view.published().stream()
                .filter(Published::complete)
                .forEach(published -> nodes.put(
                        published.node(), of(published, held.getOrDefault(published.pool(), List.of()), product)));
        return nodes;
    }

    private static NodeDevices of(Published published, List<Held> held, String product) {
        Set<String> names = held.stream().map(Held::device).collect(Collectors.toSet());
        List<GpuDevices> gpus = new ArrayList<>();
        Set<String> foreign = new HashSet<>();
        for (Gpu gpu : published.gpus()) {
            Set<String> devices = gpu.devices().stream().map(Device::name).collect(Collectors.toSet());
            if (product.isEmpty() || gpu.product().equals(product)) {
                devices.retainAll(names);
                gpus.add(new GpuDevices(gpu, devices));
            } else {
                foreign.addAll(devices);
            }
        }
        return new NodeDevices(
                gpus,
                held.stream().filter(one -> !foreign.contains(one.device())).toList());
    }

    /** By resource, those that a pool of this mode gives away. */
    Map<String, Share> shares(GpuPoolSpec.Mode mode, String pool) {
        Set<String> names = new TreeSet<>(resources.values());
        held.forEach(one -> names.add(resource(one)));
        Map<String, Share> shares = new TreeMap<>();
        names.stream()
                .filter(resource -> GpuResource.givenBy(mode, resource))
                .forEach(resource -> shares.put(resource, share(resource, pool)));
        return shares;
    }

    private Share share(String resource, String pool) {
        List<Held> own =
                held.stream().filter(one -> resource(one).equals(resource)).toList();
        int cells = (int) own.stream()
                .filter(one -> one.cell().filter(ref -> ref.pool().equals(pool)).isPresent())
                .count();
        int there = (int)
                own.stream().filter(one -> resources.containsKey(one.device())).count();
        int fits = gpus.stream().mapToInt(gpu -> gpu.fits(resource, false)).sum();
        int all = gpus.stream().mapToInt(gpu -> gpu.fits(resource, true)).sum();
        return new Share(there + fits, cells, own.size() - cells, all - fits, 0);
    }

    private String resource(Held one) {
        return resources.getOrDefault(one.device(), one.resource());
    }

    /** Number of GPUs. */
    int count() {
        return gpus.size();
    }

    /** Number of GPUs of which a claim holds something. */
    int used() {
        return (int) gpus.stream().filter(GpuDevices::used).count();
    }

    /** How many devices the scheduler would allocate without counting what they overlap. */
    int uncounted() {
        return (int) gpus.stream()
                .flatMap(gpu -> gpu.gpu().devices().stream())
                .filter(Device::uncounted)
                .count();
    }

    /** The GPUs, those that are alike once: one of each product. */
    Map<String, Gpu> products() {
        Map<String, Gpu> products = new TreeMap<>();
        gpus.forEach(gpu -> products.putIfAbsent(gpu.gpu().product(), gpu.gpu()));
        return products;
    }
}
