package io.aegisvision.domain.gpupool;

import io.aegisvision.domain.gpupool.ClusterView.CellRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GPUs as NVIDIA's driver for Dynamic Resource Allocation publishes them, and the claims that hold them. Like the rest of
 * {@link ClusterView} it is what API objects tell, and nothing is remembered.
 *
 * @param served whether the API server knows {@code resource.k8s.io/v1}
 * @param published by node
 * @param held devices that are allocated to claims
 */
public record DeviceView(boolean served, List<Published> published, List<Held> held) {
    /** Of a cluster that does not know claims. */
    public static final DeviceView NOT_SERVED = new DeviceView(false, List.of(), List.of());

    public DeviceView {
        published = List.copyOf(published);
        held = List.copyOf(held);
    }

    /**
     * What the driver of one node publishes.
     *
     * @param pool the driver's name for all of the node's devices, by which claims name them
     * @param complete whether every ResourceSlice of the newest generation is there; until then nothing is allocated
     */
    public record Published(String node, String pool, boolean complete, List<Gpu> gpus) {
        public Published {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * One GPU, and all that may be allocated of it.
     *
     * @param id its UUID
     * @param product as the driver writes it, for example {@code NVIDIA H100 80GB HBM3}; empty where it does not say
     * @param counters what devices share, by name; empty where devices share nothing
     * @param devices in the order in which they are published, which is that in which the scheduler tries them
     */
    public record Gpu(String id, String product, Map<String, Long> counters, List<Device> devices) {
        public Gpu {
            counters = Map.copyOf(counters);
            devices = List.copyOf(devices);
        }
    }

    /**
     * Something that a claim can be given: a whole GPU, or a slice of it, which may be made only then.
     *
     * @param name as claims name it
     * @param profile MIG profile; empty for the whole GPU
     * @param takes of each counter
     * @param exists whether it is there already, as static partitions are; others are made when they are allocated
     * @param tainted whether its driver keeps claims away from it: out of order
     */
    public record Device(String name, String profile, Map<String, Long> takes, boolean exists, boolean tainted) {
        public Device {
            takes = Map.copyOf(takes);
        }

        /** Under which name pools count it. */
        public String resource() {
            return profile.isEmpty() ? GpuResource.WHOLE : GpuResource.slice(profile);
        }

        /** Whether nothing keeps the scheduler from allocating it beside one that it overlaps. */
        boolean uncounted() {
            return !exists && !profile.isEmpty() && takes.isEmpty();
        }
    }

    /**
     * A device that a claim holds.
     *
     * @param pool the driver's pool
     * @param namespace of the claim
     * @param claim its name
     * @param cell the cell that it is of; empty for a claim of others
     * @param pods names of the pods that may use it
     */
    public record Held(
            String pool, String device, String namespace, String claim, Optional<CellRef> cell, List<String> pods) {
        public Held {
            pods = List.copyOf(pods);
        }

        /** Under which name pools count it, as far as the device's name tells; what tells nothing is a whole GPU. */
        public String resource() {
            return DeviceName.parse(device)
                    .map(name -> GpuResource.slice(name.profile()))
                    .orElse(GpuResource.WHOLE);
        }
    }
}
