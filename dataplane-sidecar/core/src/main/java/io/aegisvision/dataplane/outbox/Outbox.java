package io.aegisvision.dataplane.outbox;

import io.aegisvision.contract.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events of all streams of a cell, on disk until the broker has them.
 *
 * <p>An event is written once {@link #sync} returned true after its {@link #append}: from then on it outlives the
 * process, and readers see it. What it outlives besides is the {@link Durability}. With {@code Fsync} it is on the device
 * too, and nothing is delivered that a power failure could take back: a frame's events are flushed together, and callers
 * that meet share one flush (fdatasync; the folder too for a new segment). With {@code FsyncEvery} whoever made the outbox
 * calls {@link #force} that often; with {@code None} the kernel writes when it likes. After a restart reading goes on
 * behind the persisted watermark: at least once.
 *
 * <p>Overflow and failing disks: the newest events are dropped and counted, and as soon as there is room a gap record
 * per stream says how many. Where a flush fails, what it should have made durable is cut off and counted as dropped,
 * since the kernel may have forgotten it. The number of dropped events not yet on disk does not survive a crash. A
 * damaged record is passed over and counted as dropped; those around it are read.
 *
 * <p>Any thread may call, an interrupted one too; calls exclude each other.
 */
public final class Outbox implements AutoCloseable {
    /** What {@link #append} gives for an event that was dropped. */
    public static final long DROPPED = -1;

    private final Disk disk;
    private final OutboxSettings settings;
    private final InstantSource clock;
    private final Watermark watermark;
    private final Deque<SegmentFile> segments = new ArrayDeque<>();
    private final Map<String, Gap> gaps = new LinkedHashMap<>();
    /** Appended since the last flush, all in the newest segment. */
    private final List<OutboxRecord> unsynced = new ArrayList<>();

    private long syncedEnd;
    /** A flush failed since the last call of sync. */
    private boolean refused;

    private Durability durability;
    /** Readers see what is not flushed yet. */
    private boolean unforced;

    /** The last record that readers see. */
    private long readable;

    private long nextSequence;
    private long appended;
    private long acknowledged;
    private long dropped;
    private long corrupt;
    /** Up to here every damaged record is counted. */
    private long missedUpTo;

    private final Cursor reader = new Cursor(this::missed);
    private final Cursor oldestPending = new Cursor(this::missed);

    private record Gap(String key, long lost) {}

    private Outbox(Disk disk, OutboxSettings settings, InstantSource clock) throws IOException {
        this.disk = disk;
        this.settings = settings;
        this.clock = clock;
        durability = settings.durability();
        watermark = new Watermark(disk);
        missedUpTo = watermark.value();
    }

    /**
     * Opens a folder, which may be new: reads what is there, cuts a torn tail, and goes on.
     *
     * @throws IOException when the folder cannot be read or written
     */
    public static Outbox open(Path folder, OutboxSettings settings, InstantSource clock) throws IOException {
        return open(new Folder(folder), settings, clock);
    }

    static Outbox open(Disk disk, OutboxSettings settings, InstantSource clock) throws IOException {
        Outbox outbox = new Outbox(disk, settings, clock);
        outbox.recover();
        return outbox;
    }

    private void recover() throws IOException {
        for (String name :
                disk.names().stream().filter(SegmentFile::isSegment).sorted().toList()) {
            long first = SegmentFile.firstSequence(name);
            if (!segments.isEmpty()) {
                missed(readable, first - 1);
            }
            readable = Math.max(readable, first - 1);
            SegmentFile segment = SegmentFile.open(disk, name, sequence -> {
                missed(readable, sequence - 1);
                readable = sequence;
            });
            corrupt += segment.damaged();
            segments.add(segment);
        }
        // a damaged tail may leave the newest segment's numbers behind the watermark: go on in a segment of its own
        readable = Math.max(readable, watermark.value());
        nextSequence = readable + 1;
        SegmentFile newest = segments.peekLast();
        if (newest == null || newest.lastSequence() != readable) {
            segments.add(SegmentFile.create(disk, nextSequence));
        }
        // what a process left behind that was killed before its flush is read from now on
        segments.getLast().sync();
        syncedEnd = segments.getLast().end();
        deleteWhatCanBe();
    }

    /** Records behind the one sequence up to the other were durable and are not sound any more. */
    private void missed(long behind, long upTo) {
        long counted = Math.max(behind, missedUpTo);
        if (upTo > counted) {
            dropped += upTo - counted;
            missedUpTo = upTo;
        }
    }

    /**
     * Adds an event; not yet durable. Gives its sequence, or {@link #DROPPED} when there was no room or the disk
     * failed: counted, and a gap record will say so.
     */
    public synchronized long append(String stream, String key, String id, byte[] payload) {
        if (!writeGaps()) {
            return drop(stream, key);
        }
        OutboxRecord event =
                new OutboxRecord(nextSequence, OutboxRecord.Kind.EVENT, clock.millis(), key, id, stream, 0, payload);
        return write(event) ? event.sequence() : drop(stream, key);
    }

    private long drop(String stream, String key) {
        dropped++;
        addGap(stream, key, 1);
        return DROPPED;
    }

    private void addGap(String stream, String key, long lost) {
        gaps.merge(stream, new Gap(key, lost), (old, more) -> new Gap(key, old.lost() + more.lost()));
    }

    /** False when a gap is still not on disk: then no later event may be, or its place would be lost. */
    private boolean writeGaps() {
        while (!gaps.isEmpty()) {
            Map.Entry<String, Gap> gap = gaps.entrySet().iterator().next();
            OutboxRecord record = new OutboxRecord(
                    nextSequence,
                    OutboxRecord.Kind.GAP,
                    clock.millis(),
                    gap.getValue().key(),
                    "",
                    gap.getKey(),
                    gap.getValue().lost(),
                    new byte[0]);
            if (!write(record)) {
                return false;
            }
            gaps.remove(gap.getKey());
        }
        return true;
    }

    private boolean write(OutboxRecord record) {
        ByteBuffer bytes = RecordFormat.encode(record);
        if (bytes() + bytes.remaining() > settings.mostBytes()) {
            return false;
        }
        SegmentFile newest = segments.getLast();
        try {
            if (newest.end() > 0 && newest.end() + bytes.remaining() > settings.segmentBytes()) {
                // what waits for a flush is always in the newest segment
                if (!flush()) {
                    return false;
                }
                force();
                newest.cut();
                newest = SegmentFile.create(disk, nextSequence);
                segments.add(newest);
                syncedEnd = 0;
            }
            newest.append(bytes, record.sequence());
        } catch (IOException e) {
            deleteWhatCanBe();
            return false;
        }
        unsynced.add(record);
        nextSequence++;
        return true;
    }

    /**
     * Makes everything appended so far outlive what the durability says, and shows it to readers. False when the device
     * refused, and something that was appended since the last call is dropped and counted.
     */
    public synchronized boolean sync() {
        flush();
        boolean whole = !refused;
        refused = false;
        return whole;
    }

    private boolean flush() {
        if (unsynced.isEmpty()) {
            return true;
        }
        if (durability.policy() == Durability.Policy.Fsync) {
            try {
                segments.getLast().sync();
            } catch (IOException e) {
                forgetUnsynced();
                return false;
            }
        } else {
            unforced = true;
        }
        for (OutboxRecord record : unsynced) {
            appended += record.kind() == OutboxRecord.Kind.EVENT ? 1 : 0;
        }
        unsynced.clear();
        syncedEnd = segments.getLast().end();
        readable = nextSequence - 1;
        notifyAll();
        return true;
    }

    /**
     * Makes everything that was synced durable, for an outbox whose policy does not do so at once. False when the device
     * refused: those events are still delivered, and a power failure before that loses them. It is not tried again for
     * them, since the kernel may take for written what it could not write.
     */
    public synchronized boolean force() {
        if (!unforced) {
            return true;
        }
        unforced = false;
        try {
            segments.getLast().sync();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** From now on this; what was written under the policy before is flushed first. */
    public synchronized void durability(Durability next) {
        force();
        durability = next;
    }

    private void forgetUnsynced() {
        refused = true;
        for (OutboxRecord record : unsynced) {
            boolean event = record.kind() == OutboxRecord.Kind.EVENT;
            dropped += event ? 1 : 0;
            addGap(record.stream(), record.key(), event ? 1 : record.lost());
        }
        unsynced.clear();
        nextSequence = readable + 1;
        segments.getLast().takeBack(syncedEnd, readable);
    }

    /**
     * Durable records behind a sequence, oldest first, at most so many.
     *
     * @throws IOException when the disk cannot be read
     */
    public synchronized List<OutboxRecord> poll(long after, int most) throws IOException {
        return read(reader, after, most);
    }

    private List<OutboxRecord> read(Cursor cursor, long after, int most) throws IOException {
        List<OutboxRecord> found = new ArrayList<>();
        for (SegmentFile segment : segments) {
            long until = Math.min(segment.lastSequence(), readable);
            if (until > after && found.size() < most) {
                cursor.read(segment, after, until, most, found);
            }
        }
        return found;
    }

    /** Waits until there is a durable record behind a sequence, or the time is over. */
    public synchronized void await(long after, long mostMillis) throws InterruptedException {
        if (readable <= after) {
            wait(Math.max(1, mostMillis));
        }
    }

    /** The sequence up to which all records are acknowledged: where a reader begins. */
    public synchronized long acknowledgedUpTo() {
        return watermark.value();
    }

    /**
     * The broker has all records up to this one; their segments are deleted when whole. Going back does nothing.
     *
     * @throws IOException when the disk fails; the acknowledgement may then be forgotten by a restart
     */
    public synchronized void acknowledge(long sequence) throws IOException {
        long to = Math.min(sequence, readable);
        if (to <= watermark.value()) {
            return;
        }
        acknowledged += to - watermark.value();
        try {
            watermark.advance(to);
        } finally {
            // also where it is not noted: a full disk gets its room back, and at worst a restart sends again
            deleteAcknowledged();
        }
        if (!gaps.isEmpty() && writeGaps()) {
            flush();
        }
    }

    private void deleteAcknowledged() throws IOException {
        while (segments.size() > 1 && segments.getFirst().lastSequence() <= watermark.value()) {
            segments.removeFirst().delete();
        }
        // one segment may fill the whole bound: it goes too when nothing in it is waiting
        SegmentFile only = segments.getFirst();
        if (segments.size() == 1
                && unsynced.isEmpty()
                && only.lastSequence() <= watermark.value()
                && only.end() > settings.segmentBytes() / 2) {
            segments.add(SegmentFile.create(disk, nextSequence));
            syncedEnd = 0;
            segments.removeFirst().delete();
        }
    }

    private void deleteWhatCanBe() {
        try {
            deleteAcknowledged();
        } catch (IOException e) {
            // the disk refuses this too; the next append or acknowledgement tries again
        }
    }

    private long bytes() {
        long sum = 0;
        for (SegmentFile segment : segments) {
            sum += segment.end();
        }
        return sum;
    }

    /**
     * Counters and sizes.
     *
     * @throws IOException when the oldest pending record cannot be read
     */
    public synchronized OutboxCounts counts() throws IOException {
        long pending = readable - watermark.value();
        List<OutboxRecord> oldest = pending > 0 ? read(oldestPending, watermark.value(), 1) : List.of();
        return new OutboxCounts(
                appended,
                acknowledged,
                pending,
                oldest.isEmpty() ? 0 : oldest.getFirst().appendedAtMillis(),
                dropped,
                corrupt,
                bytes());
    }

    /** Makes everything durable, whatever the policy, and closes the files. */
    @Override
    public synchronized void close() throws IOException {
        sync();
        force();
        for (SegmentFile segment : segments) {
            segment.close();
        }
        watermark.close();
    }
}
