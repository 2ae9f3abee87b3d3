package io.aegisvision.dataplane.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    @TempDir
    Path folder;

    private Outbox open(OutboxSettings settings) throws IOException {
        return Outbox.open(folder, settings, CLOCK);
    }

    private static long append(Outbox outbox, int n) {
        return outbox.append("gate", "ns/gate", "id-" + n, ("event " + n).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Long> sequences(List<OutboxRecord> records) {
        return records.stream().map(OutboxRecord::sequence).toList();
    }

    @Test
    void onlyWhatIsSyncedIsRead() throws IOException {
        try (Outbox outbox = open(OutboxSettings.DEFAULT)) {
            assertThat(append(outbox, 1)).isEqualTo(1);
            assertThat(outbox.poll(0, 10)).isEmpty();
            assertThat(outbox.sync()).isTrue();
            OutboxRecord record = outbox.poll(0, 10).getFirst();
            assertThat(new String(record.payload(), StandardCharsets.UTF_8)).isEqualTo("event 1");
            assertThat(List.of(record.key(), record.id(), record.stream())).containsExactly("ns/gate", "id-1", "gate");
        }
    }

    @Test
    void goesOnBehindTheWatermarkAfterRestartAndDeletesWhatIsAcknowledged() throws IOException {
        OutboxSettings small = new OutboxSettings(1 << 20, 200);
        try (Outbox outbox = open(small)) {
            for (int n = 1; n <= 20; n++) {
                append(outbox, n);
            }
            outbox.sync();
            outbox.acknowledge(15);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(path -> SegmentFile.isSegment(String.valueOf(path.getFileName())))
                            .count())
                    .isLessThan(6);
        }
        try (Outbox outbox = open(small)) {
            assertThat(outbox.acknowledgedUpTo()).isEqualTo(15);
            assertThat(sequences(outbox.poll(15, 100))).containsExactly(16L, 17L, 18L, 19L, 20L);
            assertThat(sequences(outbox.poll(17, 2))).containsExactly(18L, 19L);
            assertThat(append(outbox, 21)).isEqualTo(21);
        }
    }

    /** Whatever byte the power failed at, what was whole before stays, and appending goes on. */
    @Test
    void crashAtEveryByteOfTheTail() throws IOException {
        long twoRecords;
        try (Outbox outbox = open(OutboxSettings.DEFAULT)) {
            append(outbox, 1);
            append(outbox, 2);
            outbox.sync();
            twoRecords = outbox.counts().bytes();
            append(outbox, 3);
        }
        Path segment = folder.resolve(String.format("%019d.log", 1));
        byte[] whole = Files.readAllBytes(segment);
        for (int cut = (int) twoRecords; cut < whole.length; cut++) {
            Files.write(segment, Arrays.copyOf(whole, cut));
            try (Outbox outbox = open(OutboxSettings.DEFAULT)) {
                assertThat(sequences(outbox.poll(0, 10))).containsExactly(1L, 2L);
                assertThat(append(outbox, 4)).isEqualTo(3);
                outbox.sync();
                assertThat(outbox.poll(0, 10).getLast().id()).isEqualTo("id-4");
            }
        }
    }

    @Test
    void aFlippedBitInTheTailCutsIt() throws IOException {
        try (Outbox outbox = open(OutboxSettings.DEFAULT)) {
            append(outbox, 1);
            append(outbox, 2);
        }
        Path segment = folder.resolve(String.format("%019d.log", 1));
        byte[] whole = Files.readAllBytes(segment);
        for (int at = whole.length / 2; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Files.write(segment, damaged);
            try (Outbox outbox = open(OutboxSettings.DEFAULT)) {
                assertThat(sequences(outbox.poll(0, 10))).containsExactly(1L);
                assertThat(outbox.counts().corrupt()).isPositive();
            }
        }
    }

    @Test
    void overflowIsCountedAndLeavesAGapWhereItWas() throws IOException {
        try (Outbox outbox = open(new OutboxSettings(400, 200))) {
            long last = 0;
            int lost = 0;
            for (int n = 1; n <= 30; n++) {
                long sequence = append(outbox, n);
                lost += sequence == Outbox.DROPPED ? 1 : 0;
                last = Math.max(last, sequence);
            }
            outbox.sync();
            assertThat(lost).isPositive();
            assertThat(outbox.counts().dropped()).isEqualTo(lost);
            outbox.acknowledge(last);
            assertThat(append(outbox, 31)).isEqualTo(last + 2);
            outbox.sync();
            List<OutboxRecord> after = outbox.poll(last, 10);
            assertThat(after.getFirst().kind()).isEqualTo(OutboxRecord.Kind.GAP);
            assertThat(after.getFirst().lost()).isEqualTo(lost);
            assertThat(after.getLast().id()).isEqualTo("id-31");
        }
    }

    @Test
    void readsAcrossSegmentsInOrder() throws IOException {
        try (Outbox outbox = open(new OutboxSettings(1 << 20, 150))) {
            for (int n = 1; n <= 50; n++) {
                append(outbox, n);
                outbox.sync();
            }
            assertThat(sequences(outbox.poll(0, 100)))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 50).boxed().toList());
        }
    }

    /** A stream that is stopped is interrupted, maybe in the middle of a flush; the others' events go on. */
    @Test
    void anInterruptedThreadDoesNotCloseTheFiles() throws Exception {
        try (Outbox outbox = open(new OutboxSettings(1 << 20, 300))) {
            Thread.currentThread().interrupt();
            for (int n = 1; n <= 10; n++) {
                append(outbox, n);
                assertThat(outbox.sync()).isTrue();
            }
            outbox.acknowledge(4);
            assertThat(sequences(outbox.poll(4, 100))).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
            assertThat(Thread.interrupted()).as("it stays interrupted").isTrue();

            CountDownLatch busy = new CountDownLatch(1);
            Thread other = Thread.ofPlatform().start(() -> {
                for (int n = 11; n <= 60; n++) {
                    append(outbox, n);
                    outbox.sync();
                    busy.countDown();
                }
            });
            busy.await();
            while (other.isAlive()) {
                other.interrupt();
            }
            assertThat(sequences(outbox.poll(10, 1000)))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(11, 60).boxed().toList());
            assertThat(outbox.counts().dropped()).isZero();
        }
    }
}
