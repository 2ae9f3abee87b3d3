package io.aegisvision.dataplane.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.Durability.Policy;
import io.aegisvision.dataplane.outbox.MemoryDisk.Crash;
import io.aegisvision.dataplane.outbox.MemoryDisk.Fault;
import io.aegisvision.dataplane.outbox.MemoryDisk.Left;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Whatever the disk does: what was said to be durable is read, in order; what was dropped is told, with its number. */
class OutboxFaultsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
    private static final OutboxSettings SMALL = new OutboxSettings(4000, 400);
    private static final int EVENTS = 40;

    /** Somebody who writes events and a broker that takes them, over as many processes as it needs. */
    private static final class Users {
        private MemoryDisk disk = new MemoryDisk();
        private Outbox outbox;
        private final OutboxSettings settings;
        /** Events that outlive the process. */
        private final TreeSet<Integer> written = new TreeSet<>();
        /** Events that outlive a power failure. */
        private final TreeSet<Integer> durable = new TreeSet<>();
        /** Written since the last flush. */
        private final List<Integer> unforced = new ArrayList<>();
        /** Appended since the last sync. */
        private final List<Integer> unsure = new ArrayList<>();
        /** First deliveries, in their order. */
        private final List<Integer> delivered = new ArrayList<>();

        private long lost;
        private long position;
        private int appended;

        Users() throws IOException {
            this(Policy.Fsync);
        }

        Users(Policy policy) throws IOException {
            settings = SMALL.with(new Durability(policy, 100));
            outbox = Outbox.open(disk, settings, CLOCK);
        }

        /** The same people, when their process ended and this is what it left on the disk. */
        private Users(Users before, MemoryDisk left) throws IOException {
            settings = before.settings;
            written.addAll(before.written);
            durable.addAll(before.durable);
            delivered.addAll(before.delivered);
            appended = before.appended;
            disk = left;
            outbox = Outbox.open(disk, settings, CLOCK);
            position = outbox.acknowledgedUpTo();
        }

        void append() {
            int n = ++appended;
            byte[] payload = "x".repeat(n % 3 * 7).getBytes(StandardCharsets.UTF_8);
            if (outbox.append(n % 2 == 0 ? "gate" : "dock", "key", Integer.toString(n), payload) != Outbox.DROPPED) {
                unsure.add(n);
            }
        }

        void sync() {
            if (outbox.sync()) {
                written.addAll(unsure);
                (settings.durability().policy() == Policy.Fsync ? durable : unforced).addAll(unsure);
            }
            unsure.clear();
        }

        /** As the clock has it with FsyncEvery. */
        void force() {
            if (settings.durability().policy() == Policy.FsyncEvery) {
                if (outbox.force()) {
                    durable.addAll(unforced);
                }
                unforced.clear();
            }
        }

        /** The broker takes some. */
        void deliver(int most) {
            try {
                for (OutboxRecord record : outbox.poll(position, most)) {
                    position = record.sequence();
                    lost += record.lost();
                    if (record.kind() == OutboxRecord.Kind.EVENT && !delivered.contains(Integer.valueOf(record.id()))) {
                        delivered.add(Integer.valueOf(record.id()));
                    }
                }
                outbox.acknowledge(position);
            } catch (IOException e) {
                // the delivery tries again
            }
        }

        void deliverAll() {
            for (int i = 0; i < 10; i++) {
                deliver(1000);
            }
        }

        /** A whole life: events, three to a flush, while the broker takes some now and then. */
        void live() {
            for (int i = 0; i < EVENTS; i++) {
                append();
                if (i % 3 == 2) {
                    sync();
                }
                if (i % 7 == 6) {
                    deliver(4);
                }
                if (i % 10 == 9) {
                    force();
                }
            }
            sync();
        }

        void restart(Left left, Random random) throws IOException {
            disk = disk.after(left, random);
            outbox = Outbox.open(disk, settings, CLOCK);
            if (left != Left.ALL) {
                written.retainAll(durable);
            }
            unsure.clear();
            unforced.clear();
            position = outbox.acknowledgedUpTo();
        }

        /** The disk is well again: all is read, and nothing is missing that was promised. */
        void assertNothingPromisedIsLost(String when) {
            assertNothingPromisedIsLost(when, written);
        }

        void assertNothingPromisedIsLost(String when, TreeSet<Integer> promised) {
            disk.works();
            append();
            sync();
            deliverAll();
            assertThat(delivered)
                    .as(when)
                    .containsAll(promised)
                    .isSorted()
                    .last()
                    .isEqualTo(appended);
        }

        /** Without a restart each event is either delivered or counted as lost, to the reader as in the metrics. */
        void assertAllIsToldOf(String when) throws IOException {
            assertThat(delivered.size() + lost).as(when).isEqualTo(appended);
            assertThat(outbox.counts().dropped()).as(when).isEqualTo(lost);
            assertThat(outbox.counts().pending()).as(when).isZero();
        }
    }

    private static int operationsOfALife(Policy policy) throws IOException {
        Users users = new Users(policy);
        int opened = users.disk.operations();
        users.live();
        return users.disk.operations() - opened;
    }

    @Example
    void eachOperationFailsOnceOrForAWhile() throws IOException {
        int operations = operationsOfALife(Policy.Fsync);
        assertThat(operations).isGreaterThan(60);
        int dropped = 0;
        for (Fault fault : List.of(Fault.REFUSED, Fault.HALF_WRITTEN)) {
            for (int count : List.of(1, 2, 5, 1000)) {
                for (int n = 0; n < operations; n++) {
                    String when = count + " " + fault + " from operation " + n;
                    Users users = new Users();
                    users.disk.fails(n, count, fault);
                    users.live();
                    users.assertNothingPromisedIsLost(when);
                    users.assertAllIsToldOf(when);
                    dropped += users.lost > 0 ? 1 : 0;
                }
            }
        }
        assertThat(dropped).as("runs in which something was dropped").isGreaterThan(100);
    }

    /** Somebody whose life ends at an operation; null where it was over before. */
    private static @Nullable Users endedAt(int operation, Policy policy) throws IOException {
        Users users = new Users(policy);
        users.disk.fails(operation, 1, Fault.CRASH);
        try {
            users.live();
            return null;
        } catch (Crash end) {
            return users;
        }
    }

    @Example
    void theProcessOrThePowerEndsAtEachOperation() throws IOException {
        for (Policy policy : Policy.values()) {
            int operations = operationsOfALife(policy);
            for (Left left : Left.values()) {
                for (int n = 0; n < operations; n++) {
                    Users users = endedAt(n, policy);
                    if (users != null) {
                        users.restart(left, new Random(n));
                        users.assertNothingPromisedIsLost(policy + ", crash at operation " + n + ", " + left + " left");
                    }
                }
            }
        }
    }

    @Example
    void thePowerEndsWithinEachWriteAtEachByte() throws IOException {
        int torn = 0;
        for (Policy policy : Policy.values()) {
            int operations = operationsOfALife(policy);
            for (int n = 0; n < operations; n++) {
                Users users = endedAt(n, policy);
                if (users != null) {
                    torn += tornAtEachByte(users, policy + ", before operation " + n);
                }
            }
        }
        assertThat(torn).as("torn writes").isGreaterThan(20_000);
    }

    private static int tornAtEachByte(Users users, String when) throws IOException {
        int torn = 0;
        for (int kept = 0; kept < users.disk.lastWritten(); kept++) {
            for (boolean longer : List.of(true, false)) {
                for (boolean others : List.of(true, false)) {
                    Users after = new Users(users, users.disk.torn(kept, longer, others));
                    after.assertNothingPromisedIsLost(
                            when + ", bytes kept " + kept + ", longer " + longer + ", others " + others, after.durable);
                    torn++;
                }
            }
        }
        return torn;
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void anyLifeWithAnyFaults(
            @ForAll long seed, @ForAll @IntRange(min = 20, max = 120) int steps, @ForAll Policy policy)
            throws IOException {
        Random random = new Random(seed);
        Users users = new Users(policy);
        // a flush that failed behind their back is told to those who fsync: the others keep what the kernel keeps
        boolean power = policy == Policy.Fsync || random.nextBoolean();
        boolean errors = policy == Policy.Fsync || !power;
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(8) == 0) {
                Fault fault = errors ? Fault.values()[random.nextInt(3)] : Fault.CRASH;
                users.disk.fails(random.nextInt(12), 1 + random.nextInt(6), fault);
            }
            try {
                switch (random.nextInt(7)) {
                    case 0, 1, 2 -> users.append();
                    case 3, 4 -> users.sync();
                    case 5 -> users.force();
                    default -> users.deliver(1 + random.nextInt(6));
                }
            } catch (Crash end) {
                users.restart(power ? Left.values()[random.nextInt(3)] : Left.ALL, random);
            }
        }
        users.assertNothingPromisedIsLost("seed " + seed);
    }

    /** No broker from the start, until the disk is full; then one that takes all. */
    @Example
    void aFullDiskGetsItsRoomBack() throws IOException {
        for (int room = 40; room < 1200; room++) {
            Users users = new Users();
            users.disk.holds(room);
            users.live();
            users.deliverAll();
            users.live();
            assertThat(users.outbox.counts().dropped()).as("room " + room).isPositive();
            users.disk.holds(Long.MAX_VALUE);
            users.assertNothingPromisedIsLost("room " + room);
            users.assertAllIsToldOf("room " + room);
        }
    }

    @Example
    void aDamagedRecordCostsItself() throws IOException {
        String first = String.format("%019d.log", 1);
        for (boolean running : List.of(true, false)) {
            for (int at = 0; at < full().disk.length(first); at++) {
                Users users = full();
                users.disk.damage(first, at);
                if (!running) {
                    users.restart(Left.ALL, new Random(0));
                }
                users.deliverAll();
                assertThat(users.delivered).as("bit at byte " + at).hasSize(19).isSorted();
                assertThat(users.outbox.counts().dropped())
                        .as("bit at byte " + at)
                        .isEqualTo(1);
            }
        }
    }

    /** Several segments, and no broker. */
    private static Users full() throws IOException {
        Users users = new Users();
        for (int i = 0; i < 20; i++) {
            users.append();
        }
        users.sync();
        return users;
    }
}
