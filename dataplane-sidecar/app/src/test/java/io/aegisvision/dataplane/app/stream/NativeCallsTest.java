package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeCallsTest {
    private final AtomicLong told = new AtomicLong();
    private final AtomicInteger tellings = new AtomicInteger();
    private final NativeCalls calls = new NativeCalls(2, hung -> {
        told.set(hung);
        tellings.incrementAndGet();
    });

    @AfterEach
    void stop() {
        calls.close();
    }

    @Test
    void aCallThatComesBackIsNeverGivenUp() {
        calls.start();
        NativeCalls.Caller caller = calls.caller(Duration.ofHours(1), () -> {});
        for (int i = 0; i < 1000; i++) {
            caller.enter();
            assertThat(caller.leave()).isTrue();
        }
        assertThat(caller.giveUp()).as("it is in no call").isFalse();
        assertThat(calls.abandoned()).isZero();
    }

    @Test
    void exactlyOneOfCallerAndWatchHasTheCall() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        calls.start();
        NativeCalls.Caller caller = calls.caller(Duration.ofMillis(1), gone::countDown);
        caller.enter();
        gone.await();
        assertThat(calls.abandoned()).isEqualTo(1);
        assertThat(calls.hung()).isEqualTo(1);
        assertThat(caller.giveUp()).as("it was before").isTrue();
        assertThat(calls.abandoned()).isEqualTo(1);
        assertThat(caller.leave()).isFalse();
        assertThat(calls.hung()).as("it came back").isZero();
        assertThat(calls.abandoned()).isEqualTo(1);
        assertThat(tellings).hasValue(0);
    }

    @Test
    void atTheBoundItIsToldOnce() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(3);
        calls.start();
        for (int i = 0; i < 3; i++) {
            calls.caller(Duration.ofMillis(1), gone::countDown).enter();
        }
        gone.await();
        while (tellings.get() == 0) {
            Thread.sleep(10);
        }
        assertThat(told.get()).isBetween(2L, 3L);
        Thread.sleep(600); // the watch looks twice more
        assertThat(tellings).hasValue(1);
    }

    @Test
    void pausesGrowAndAreBounded() {
        assertThat(StreamRunner.pauseMillis(2)).isEqualTo(15_000);
        assertThat(StreamRunner.pauseMillis(3)).isEqualTo(60_000);
        assertThat(StreamRunner.pauseMillis(4)).isEqualTo(240_000);
        assertThat(StreamRunner.pauseMillis(5)).isEqualTo(900_000);
        assertThat(StreamRunner.pauseMillis(1_000_000)).isEqualTo(900_000);
    }
}
