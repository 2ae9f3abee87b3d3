package io.aegisvision.dataplane.bench.inference;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Waits for the one answer of a call, and knows when it was there. */
final class Answer<T> implements StreamObserver<T> {
    private final Semaphore ended = new Semaphore(0);
    private volatile @Nullable T response;
    private volatile @Nullable Throwable problem;
    private volatile long at;

    @Override
    public void onNext(T value) {
        response = value;
    }

    @Override
    public void onError(Throwable thrown) {
        problem = thrown;
        ended.release();
    }

    @Override
    public void onCompleted() {
        at = System.nanoTime();
        ended.release();
    }

    T await() throws InterruptedException {
        ended.acquire();
        T answer = response;
        if (answer == null) {
            throw new IllegalStateException("no answer", problem);
        }
        return answer;
    }

    /** {@link System#nanoTime} of its end. */
    long at() {
        return at;
    }
}
