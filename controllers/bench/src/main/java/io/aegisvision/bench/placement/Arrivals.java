package io.aegisvision.bench.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests as they come, drawn from a seed: Poisson arrivals, exponential holding with a mean of one, offered load one by
 * compute slices. Equal seeds give equal requests to each policy.
 */
final class Arrivals {
    static final int GPUS = 40;
    /** Means of holding until figures are counted, and until the end. */
    static final double WARM = 5;

    static final double END = 25;

    private static final int COMPUTE_SLICES = 7;

    /**
     * A request.
     *
     * @param kind position in the mix
     */
    record Request(double at, double until, int kind) {}

    private Arrivals() {}

    /** @param compute compute slices of each kind; all kinds are equally frequent */
    static List<Request> drawn(long seed, int[] compute) {
        Random random = new Random(seed);
        double mean = java.util.Arrays.stream(compute).average().orElseThrow();
        double rate = GPUS * COMPUTE_SLICES / mean;
        List<Request> requests = new ArrayList<>();
        double now = 0;
        while (true) {
            now += exponential(random) / rate;
            if (now > END) {
                return requests;
            }
            requests.add(new Request(now, now + exponential(random), random.nextInt(compute.length)));
        }
    }

    private static double exponential(Random random) {
        return -Math.log(1 - random.nextDouble());
    }
}
