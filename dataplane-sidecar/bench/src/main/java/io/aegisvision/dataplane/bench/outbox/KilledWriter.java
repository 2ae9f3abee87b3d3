package io.aegisvision.dataplane.bench.outbox;

import io.aegisvision.contract.Durability;
import io.aegisvision.dataplane.outbox.Outbox;
import io.aegisvision.dataplane.outbox.OutboxRecord;
import io.aegisvision.dataplane.outbox.OutboxSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;

/**
 * A process to be killed: one thread writes events, another takes them as a broker does. A line tells each event that was
 * promised ({@code P}) and each that was taken ({@code T}), written before anything follows from it.
 */
final class KilledWriter {
    /** Small, so that segments begin and go all the time. */
    static final OutboxSettings SETTINGS = new OutboxSettings(1 << 20, 4 << 10);

    private static final int MOST_PENDING = 400;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Outbox outbox;
    private final Random random;

    private KilledWriter(Outbox outbox, long seed) {
        this.outbox = outbox;
        this.random = new Random(seed);
    }

    /** Arguments: the folder, the number of the first event, the policy, a seed. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        Durability durability = new Durability(Durability.Policy.valueOf(arguments[2]), 5);
        Outbox outbox = Outbox.open(Path.of(arguments[0]), SETTINGS.with(durability), InstantSource.system());
        KilledWriter writer = new KilledWriter(outbox, Long.parseLong(arguments[3]));
        Thread.ofPlatform().daemon().start(writer::take);
        writer.write(Integer.parseInt(arguments[1]));
    }

    private synchronized void say(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e); // nobody listens: there is no reason to go on
        }
    }

    private void write(int first) throws IOException {
        int next = first;
        while (true) {
            int from = next;
            StringBuilder promised = new StringBuilder();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int n = next++;
                byte[] payload = new byte[random.nextInt(300)];
                if (outbox.append("stream-" + n % 3, "key", Integer.toString(n), payload) != Outbox.DROPPED) {
                    promised.append(promised.isEmpty() ? "" : "\n").append("P ").append(n);
                }
            }
            if (outbox.sync() && next > from && !promised.isEmpty()) {
                say(promised.toString());
            }
            while (outbox.counts().pending() > MOST_PENDING) {
                Thread.onSpinWait();
            }
        }
    }

    private void take() {
        long position = outbox.acknowledgedUpTo();
        try {
            while (true) {
                outbox.await(position, 100);
                for (OutboxRecord record : outbox.poll(position, 16)) {
                    say("T " + (record.kind() == OutboxRecord.Kind.EVENT ? record.id() : "gap"));
                    position = record.sequence();
                }
                outbox.acknowledge(position);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
