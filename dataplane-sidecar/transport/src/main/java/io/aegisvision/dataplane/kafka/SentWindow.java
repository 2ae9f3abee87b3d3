package io.aegisvision.dataplane.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records between sending and acknowledgement. Acknowledgements of different partitions come in any order; they go
 * on only as far as every earlier one has come. After a failure nothing more counts.
 */
final class SentWindow {
    private final ArrayDeque<Long> sent = new ArrayDeque<>();
    private final Set<Long> answered = new HashSet<>();
    private @Nullable Exception failure;

    synchronized void add(long position) {
        sent.addLast(position);
    }

    /** The broker's answer to one record. */
    synchronized void done(long position, @Nullable Exception exception) {
        if (exception == null) {
            answered.add(position);
        } else if (failure == null) {
            failure = exception;
        }
        notifyAll();
    }

    /** The last position up to which all are acknowledged, -1 when that is no further than before. */
    synchronized long takeAcknowledged() {
        long upTo = -1;
        for (Long first = sent.peekFirst(); first != null && answered.remove(first); first = sent.peekFirst()) {
            upTo = first;
            sent.removeFirst();
        }
        return upTo;
    }

    synchronized @Nullable Exception failure() {
        return failure;
    }

    synchronized boolean isEmpty() {
        return sent.isEmpty();
    }

    synchronized int size() {
        return sent.size();
    }

    /** Waits for an answer, for at most that long. */
    synchronized void awaitChange(Duration most) throws InterruptedException {
        if (failure == null && !answered.contains(sent.peekFirst())) {
            wait(most.toMillis());
        }
    }
}
