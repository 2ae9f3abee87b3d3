package io.aegisvision.dataplane.bench.inference;

import java.util.List;

/**
 * What one model takes and gives, float32.
 *
 * @param model its name in the server
 * @param text for people
 * @param in dimensions of its input
 * @param out dimensions of its output
 */
record Tensors(String model, String text, List<Long> in, List<Long> out) {
    static Tensors of(String model, String text, long side, long rows) {
        return new Tensors(model, text, List.of(1L, 3L, side, side), List.of(1L, 84L, rows));
    }

    long inBytes() {
        return bytes(in);
    }

    long outBytes() {
        return bytes(out);
    }

    private static long bytes(List<Long> dimensions) {
        return Float.BYTES * dimensions.stream().reduce(1L, Math::multiplyExact);
    }
}
