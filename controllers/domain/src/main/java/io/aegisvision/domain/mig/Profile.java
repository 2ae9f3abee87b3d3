package io.aegisvision.domain.mig;

import java.util.List;
import java.util.Map;

/**
 * A kind of GPU instance on one product.
 *
 * @param name as the driver of this GPU names it, for example {@code 1g.10gb}
 * @param id the driver's profile id, which stays the same where names differ between drivers; -1 where it is not known
 * @param size memory slices that an instance occupies, 1 or more
 * @param starts memory slices at which an instance may begin, ascending
 * @param most instances on one GPU, 1 or more
 * @param memoryMebibytes memory of an instance as the driver reports it
 * @param multiprocessors streaming multiprocessors of an instance; not the compute slices times a constant from the Hopper
 *     generation on
 * @param takes what an instance takes of each counter; absent: nothing
 */
public record Profile(
        String name,
        int id,
        int size,
        List<Integer> starts,
        int most,
        long memoryMebibytes,
        int multiprocessors,
        Map<Counter, Integer> takes) {
    public Profile {
        starts = starts.stream().sorted().distinct().toList();
        takes = Map.copyOf(takes);
    }

    /** What an instance takes of a counter. */
    public int takes(Counter counter) {
        return takes.getOrDefault(counter, 0);
    }

    /** Hardware decoders of an instance. */
    public int decoders() {
        return takes(Counter.Decoders);
    }

    /** Compute slices of an instance. */
    public int compute() {
        return takes(Counter.ComputeSlices);
    }
}
