package io.aegisvision.dataplane.app.sink;

import java.util.concurrent.ThreadLocalRandom;

/** W3C trace context: each event begins a trace of its own, which its consumers continue. */
final class TraceParent {
    private TraceParent() {}

    static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format("00-%016x%016x-%016x-01", random.nextLong(), random.nextLong() | 1, random.nextLong() | 1);
    }
}
