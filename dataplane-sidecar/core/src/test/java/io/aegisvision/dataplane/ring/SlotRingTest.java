package io.aegisvision.dataplane.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotRingTest {
    @TempDir
    Path folder;

    private SlotRing ring;

    @BeforeEach
    void open() throws IOException {
        ring = SlotRing.create(folder, "gate-e1", new SlotLayout(3, 5000, 100));
    }

    @AfterEach
    void close() throws IOException {
        ring.close();
        assertThat(Files.exists(folder.resolve("gate-e1"))).isFalse();
    }

    @Test
    void areasArePageAlignedAndApart() {
        assertThat(ring.layout().outputOffset(0)).isEqualTo(8192);
        assertThat(ring.layout().inputOffset(1)).isEqualTo(12288);
        assertThat(ring.region().byteSize()).isEqualTo(3 * 12288L);
    }

    @Test
    void fullRingDropsTheNewest() {
        for (int i = 0; i < 3; i++) {
            ring.publish(ring.acquire());
        }
        assertThat(ring.acquire()).isEqualTo(-1);
        assertThat(ring.counts().full()).isEqualTo(1);
    }

    @Test
    void anOldGenerationIsStale() {
        int slot = ring.acquire();
        long old = ring.publish(slot);
        ring.release(slot);
        assertThat(ring.pin(slot, old)).isFalse();
        int again = ring.acquire();
        long next = ring.publish(again);
        assertThat(again).isEqualTo(slot);
        assertThat(ring.pin(slot, old)).isFalse();
        assertThat(ring.pin(slot, next)).isTrue();
        assertThat(ring.counts().stale()).isEqualTo(2);
    }

    @Test
    void aPinnedSlotIsNotReleased() {
        int slot = ring.acquire();
        ring.pin(slot, ring.publish(slot));
        assertThatThrownBy(() -> ring.release(slot)).isInstanceOf(IllegalStateException.class);
        ring.unpin(slot);
        ring.release(slot);
        assertThat(ring.state(slot)).isEqualTo(SlotState.FREE);
    }

    @Test
    void quarantineHoldsUntilTheAnswerAndTheLastReader() {
        int slot = ring.acquire();
        long generation = ring.publish(slot);
        ring.pin(slot, generation);
        ring.pin(slot, generation);
        ring.quarantine(slot);
        assertThat(ring.pin(slot, generation)).isFalse();
        assertThat(ring.endQuarantine(slot)).isTrue();
        assertThat(ring.endQuarantine(slot)).isFalse();
        assertThat(ring.state(slot)).isEqualTo(SlotState.LEAVING);
        ring.unpin(slot);
        assertThat(ring.state(slot)).isEqualTo(SlotState.FREE);
        assertThat(ring.generation(slot)).isEqualTo(SlotClaims.NO_GENERATION);
    }

    /** A reader that holds a pin reads the generation's own content, however fast the writer goes round. */
    @Test
    void readersNeverSeeAnotherFrame() throws InterruptedException {
        record Locator(int slot, long generation) {}
        ConcurrentLinkedQueue<Locator> locators = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong wrong = new AtomicLong();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                Locator at = locators.poll();
                if (at != null && ring.pin(at.slot(), at.generation())) {
                    long content = ring.input(at.slot()).get(ValueLayout.JAVA_LONG, 0);
                    wrong.addAndGet(content == at.generation() ? 0 : 1);
                    ring.unpin(at.slot());
                }
            }
        });
        Random random = new Random(7);
        for (int i = 1; i <= 20_000; i++) {
            int slot = ring.acquire();
            ring.input(slot).set(ValueLayout.JAVA_LONG, 0, i);
            long generation = ring.publish(slot);
            locators.add(new Locator(slot, generation));
            if (random.nextBoolean()) {
                Thread.onSpinWait();
            }
            while (ring.state(slot) == SlotState.PINNED || !tryRelease(slot)) {
                Thread.onSpinWait();
            }
        }
        done.set(true);
        reader.join();
        assertThat(wrong.get()).isZero();
    }

    private boolean tryRelease(int slot) {
        try {
            ring.release(slot);
            return true;
        } catch (IllegalStateException pinnedMeanwhile) {
            return false;
        }
    }
}
