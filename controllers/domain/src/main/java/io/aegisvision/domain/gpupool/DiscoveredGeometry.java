package io.aegisvision.domain.gpupool;

import io.aegisvision.domain.gpupool.DeviceView.Device;
import io.aegisvision.domain.gpupool.DeviceView.Gpu;
import io.aegisvision.domain.mig.Counter;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.ProfileName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The geometry that the devices of a GPU tell: a device takes a counter of one for each memory slice, and of the engines'
 * counters its share. The names of the counters are those of kubernetes-sigs/dra-driver-nvidia-gpu,
 * cmd/gpu-kubelet-plugin/partitions.go.
 */
public final class DiscoveredGeometry {
    private static final String SLICE = "memory-slice-";
    private static final Map<String, Counter> COUNTERS = Map.of(
            "decoders", Counter.Decoders,
            "encoders", Counter.Encoders,
            "jpeg-engines", Counter.JpegEngines,
            "ofa-engines", Counter.OfaEngines);
    private static final String MULTIPROCESSORS = "multiprocessors";
    private static final String MEMORY = "memory";
    private static final long MEBIBYTE = 1L << 20;

    private DiscoveredGeometry() {}

    /** The geometry; empty for a GPU whose partitions are not made on demand, or are not counted. */
    public static Optional<Geometry> of(Gpu gpu) {
        int slices = (int) gpu.counters().keySet().stream()
                .filter(counter -> counter.startsWith(SLICE))
                .count();
        Map<String, List<Device>> byProfile = new TreeMap<>();
        gpu.devices().stream()
                .filter(device -> !device.profile().isEmpty() && start(device).isPresent())
                .forEach(device -> byProfile
                        .computeIfAbsent(device.profile(), key -> new ArrayList<>())
                        .add(device));
        if (slices == 0 || byProfile.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Geometry(
                slices,
                engines(gpu.counters()),
                byProfile.entrySet().stream()
                        .map(entry -> profile(entry.getKey(), entry.getValue(), gpu.counters()))
                        .toList()));
    }

    /** In what it differs from the table of its product, in words; empty where it does not, or there is no table. */
    public static List<String> disagreements(Gpu gpu) {
        return GeometryTable.shipped()
                .of(label(gpu.product()))
                .flatMap(table -> of(gpu).map(seen -> {
                    List<String> faults = seen.faults();
                    return faults.isEmpty() ? GeometryTable.disagreements(table, seen) : faults;
                }))
                .orElse(List.of());
    }

    /** A product as GPU feature discovery writes it into its label. */
    public static String label(String product) {
        return product.replace(' ', '-');
    }

    /** First memory slice of a device that is made on demand; empty for another. */
    public static OptionalInt start(Device device) {
        return slices(device).min();
    }

    private static IntStream slices(Device device) {
        return device.takes().entrySet().stream()
                .filter(takes -> takes.getKey().startsWith(SLICE) && takes.getValue() > 0)
                .mapToInt(takes -> Integer.parseInt(takes.getKey().substring(SLICE.length())));
    }

    private static Profile profile(String name, List<Device> devices, Map<String, Long> totals) {
        Device first = devices.getFirst();
        List<Integer> starts = devices.stream()
                .map(device -> start(device).orElseThrow())
                .sorted()
                .toList();
        int size = (int) slices(first).count();
        Map<Counter, Integer> takes = engines(first.takes());
        ProfileName.parse(name).ifPresent(parsed -> takes.put(Counter.ComputeSlices, parsed.compute()));
        return new Profile(
                name,
                DeviceName.parse(first.name()).map(DeviceName::profileId).orElse(-1),
                size,
                starts,
                most(starts, size, first.takes(), totals),
                first.takes().getOrDefault(MEMORY, 0L) / MEBIBYTE,
                first.takes().getOrDefault(MULTIPROCESSORS, 0L).intValue(),
                takes);
    }

    /** As many as there are disjoint starts, and as the counters suffice for. */
    private static int most(List<Integer> starts, int size, Map<String, Long> takes, Map<String, Long> totals) {
        int count = 0;
        int from = 0;
        for (int start : starts) {
            if (start >= from) {
                count++;
                from = start + size;
            }
        }
        long most = count;
        for (Map.Entry<String, Long> entry : takes.entrySet()) {
            if (entry.getValue() > 0 && !entry.getKey().startsWith(SLICE)) {
                most = Math.min(most, totals.getOrDefault(entry.getKey(), 0L) / entry.getValue());
            }
        }
        return (int) most;
    }

    private static Map<Counter, Integer> engines(Map<String, Long> counters) {
        Map<Counter, Integer> engines = new EnumMap<>(Counter.class);
        COUNTERS.forEach((name, counter) -> {
            long count = counters.getOrDefault(name, 0L);
            if (count > 0) {
                engines.put(counter, (int) count);
            }
        });
        return engines;
    }
}
