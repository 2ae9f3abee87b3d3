package io.aegisvision.domain.gpupool;

import io.aegisvision.domain.gpupool.DeviceView.Device;
import io.aegisvision.domain.gpupool.DeviceView.Gpu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is left of one GPU's devices. It counts as the scheduler does: a device is free that no claim holds, and whose
 * counters suffice for what it takes beside all that is held.
 */
final class GpuDevices {
    private final Gpu gpu;
    private final Set<String> held;
    private final Map<String, Long> left;

    /** @param held names of this GPU's devices that claims hold */
    GpuDevices(Gpu gpu, Set<String> held) {
        this.gpu = gpu;
        this.held = Set.copyOf(held);
        this.left = new HashMap<>(gpu.counters());
        gpu.devices().stream().filter(device -> held.contains(device.name())).forEach(device -> take(left, device, 1));
    }

    Gpu gpu() {
        return gpu;
    }

    /** Whether a claim holds any of it. */
    boolean used() {
        return !held.isEmpty();
    }

    /** Devices that claims hold, in published order. */
    List<Device> held() {
        return gpu.devices().stream()
                .filter(device -> held.contains(device.name()))
                .toList();
    }

    /**
     * How many more of a resource can be allocated, if nothing else is. Instances of one profile begin at distances of no
     * less than their length, so that the number does not depend on which are taken first.
     *
     * @param tainted whether those that are out of order count too
     */
    int fits(String resource, boolean tainted) {
        Map<String, Long> rest = new HashMap<>(left);
        int count = 0;
        for (Device device : gpu.devices()) {
            if (device.resource().equals(resource)
                    && !held.contains(device.name())
                    && !device.uncounted()
                    && (tainted || !device.tainted())
                    && suffices(rest, device)) {
                take(rest, device, 1);
                count++;
            }
        }
        return count;
    }

    /** How many places of one resource one more of another takes away at most, whatever else is held. */
    static int cost(Gpu gpu, String taken, String wanted) {
        if (taken.equals(wanted)) {
            return 1;
        }
        int most = 0;
        for (Device device : gpu.devices()) {
            if (device.resource().equals(taken)) {
                most = Math.max(most, cost(gpu, device, wanted));
            }
        }
        return most;
    }

    private static int cost(Gpu gpu, Device taken, String wanted) {
        int overlapped = 0;
        long shared = 0;
        for (Device device : gpu.devices()) {
            if (!device.resource().equals(wanted)) {
                continue;
            }
            boolean overlaps = false;
            for (Map.Entry<String, Long> takes : device.takes().entrySet()) {
                long total = gpu.counters().getOrDefault(takes.getKey(), 0L);
                long away = taken.takes().getOrDefault(takes.getKey(), 0L);
                if (takes.getValue() > 0 && away > 0) {
                    overlaps |= away + takes.getValue() > total;
                    // of what several may have: what is left may just have sufficed for as many as this
                    shared = Math.max(shared, total > 1 ? Math.ceilDiv(away, takes.getValue()) : 0);
                }
            }
            overlapped += overlaps ? 1 : 0;
        }
        return (int) Math.max(overlapped, shared);
    }

    private static boolean suffices(Map<String, Long> left, Device device) {
        return device.takes().entrySet().stream()
                .allMatch(takes -> takes.getValue() <= left.getOrDefault(takes.getKey(), 0L));
    }

    private static void take(Map<String, Long> left, Device device, int times) {
        device.takes().forEach((counter, count) -> left.merge(counter, -count * times, Long::sum));
    }
}
