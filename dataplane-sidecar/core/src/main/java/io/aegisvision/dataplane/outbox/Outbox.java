package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of all streams of a cell, on disk until the broker has them.
 *
 * <p>Durability: an event is safe once {@link #sync} returned true after its {@link #append}; a frame's events are
 * synced together, and callers that meet share one flush of the device (fdatasync; the folder too for a new segment).
 * Readers see only what is durable, so that nothing is delivered that a crash could take back. After a restart reading
 * goes on behind the persisted watermark: at least once.
 *
 * <p>Overflow and failing disks: the newest events are dropped and counted, and as soon as there is room a gap record
 * per stream says how many. Where a flush fails, what it should have made durable is cut off and counted as dropped,
 * since the kernel may have forgotten it. The number of dropped events not yet on disk does not survive a crash.
 *
 * <p>Any thread may call; calls exclude each other.
 */
public final class Outbox implements AutoCloseable {
    /** What {@link #append} gives for an event that was dropped. */
    public static final long DROPPED = -1;

    private final Path folder;
    private final OutboxSettings settings;
    private final InstantSource clock;
    private final Watermark watermark;
    private final Deque<SegmentFile> segments = new ArrayDeque<>();
    private final Map<String, Gap> gaps = new LinkedHashMap<>();
    /** Appended since the last flush, all in the newest segment. */
    private final List<OutboxRecord> unsynced = new ArrayList<>();

    private long syncedEnd;
    private long durable;
    private long nextSequence;
    private long appended;
    private long acknowledged;
    private long dropped;
    private long corrupt;
    private @Nullable SegmentFile cursorSegment;
    private long cursorSequence;
    private long cursorOffset;

    private record Gap(String key, long lost) {}

    private Outbox(Path folder, OutboxSettings settings, InstantSource clock) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        Files.createDirectories(folder);
        watermark = new Watermark(folder.resolve("acknowledged"));
    }

    /**
     * Opens a folder, which may be new: reads what is there, cuts a torn tail, and goes on.
     *
     * @throws IOException when the folder cannot be read or written
     */
    public static Outbox open(Path folder, OutboxSettings settings, InstantSource clock) throws IOException {
        Outbox outbox = new Outbox(folder, settings, clock);
        outbox.recover();
        return outbox;
    }

    private void recover() throws IOException {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.filter(SegmentFile::isSegment).sorted().toList();
        }
        long last = watermark.value();
        for (Path file : files) {
            SegmentFile segment = SegmentFile.open(file, record -> {});
            corrupt += segment.excess();
            segment.truncate(segment.end(), segment.lastSequence());
            last = Math.max(last, segment.lastSequence());
            segments.add(segment);
        }
        durable = last;
        nextSequence = last + 1;
        // a damaged tail may leave the newest segment's numbers behind the watermark: go on in a segment of its own
        SegmentFile newest = segments.peekLast();
        if (newest == null || newest.lastSequence() != last) {
            segments.add(SegmentFile.create(folder, nextSequence));
        }
        syncedEnd = segments.getLast().end();
        deleteAcknowledged();
    }

    /**
     * Adds an event; not yet durable. Gives its sequence, or {@link #DROPPED} when there was no room or the disk
     * failed: counted, and a gap record will say so.
     */
    public synchronized long append(String stream, String key, String id, byte[] payload) {
        if (!writeGaps()) {
            return drop(stream, key);
        }
        OutboxRecord event = new OutboxRecord(
                nextSequence, OutboxRecord.Kind.EVENT, clock.millis(), key, id, stream, 0, payload);
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
                if (!sync() || record.sequence() != nextSequence) {
                    return false;
                }
                newest = SegmentFile.create(folder, nextSequence);
                segments.add(newest);
                syncedEnd = 0;
            }
            newest.append(bytes, record.sequence());
        } catch (IOException e) {
            return false;
        }
        unsynced.add(record);
        nextSequence++;
        return true;
    }

    /**
     * Makes everything appended so far durable. False when the device refused: what was not yet durable is dropped and
     * counted.
     */
    public synchronized boolean sync() {
        if (unsynced.isEmpty()) {
            return true;
        }
        try {
            segments.getLast().sync();
        } catch (IOException e) {
            forgetUnsynced();
            return false;
        }
        for (OutboxRecord record : unsynced) {
            appended += record.kind() == OutboxRecord.Kind.EVENT ? 1 : 0;
        }
        unsynced.clear();
        syncedEnd = segments.getLast().end();
        durable = nextSequence - 1;
        notifyAll();
        return true;
    }

    private void forgetUnsynced() {
        for (OutboxRecord record : unsynced) {
            boolean event = record.kind() == OutboxRecord.Kind.EVENT;
            dropped += event ? 1 : 0;
            addGap(record.stream(), record.key(), event ? 1 : record.lost());
        }
        unsynced.clear();
        nextSequence = durable + 1;
        try {
            segments.getLast().truncate(syncedEnd, durable);
        } catch (IOException e) {
            // its end is set all the same: the next record overwrites what could not be cut off
        }
    }

    /**
     * Durable records behind a sequence, oldest first, at most so many.
     *
     * @throws IOException when the disk cannot be read
     */
    public synchronized List<OutboxRecord> poll(long after, int most) throws IOException {
        List<OutboxRecord> found = new ArrayList<>();
        for (SegmentFile segment : segments) {
            if (segment.lastSequence() <= after || found.size() >= most) {
                continue;
            }
            boolean known = segment == cursorSegment && cursorSequence <= after + 1;
            long at = known ? cursorOffset : 0;
            long sequence = known ? cursorSequence : segment.firstSequence();
            while (found.size() < most && sequence <= Math.min(segment.lastSequence(), durable)) {
                if (sequence > after) {
                    OutboxRecord record = segment.read(at);
                    if (record == null) {
                        throw new IOException("record " + sequence + " was sound when it was written and is not now");
                    }
                    found.add(record);
                }
                at = segment.next(at);
                sequence++;
            }
            cursorSegment = segment;
            cursorSequence = sequence;
            cursorOffset = at;
        }
        return found;
    }

    /** Waits until there is a durable record behind a sequence, or the time is over. */
    public synchronized void await(long after, long mostMillis) throws InterruptedException {
        if (durable <= after) {
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
        long to = Math.min(sequence, durable);
        if (to <= watermark.value()) {
            return;
        }
        acknowledged += to - watermark.value();
        watermark.advance(to);
        deleteAcknowledged();
        if (!gaps.isEmpty() && writeGaps()) {
            sync();
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
            segments.add(SegmentFile.create(folder, nextSequence));
            syncedEnd = 0;
            segments.removeFirst().delete();
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
        long pending = durable - watermark.value();
        List<OutboxRecord> oldest = pending > 0 ? poll(watermark.value(), 1) : List.of();
        return new OutboxCounts(
                appended,
                acknowledged,
                pending,
                oldest.isEmpty() ? 0 : oldest.getFirst().appendedAtMillis(),
                dropped,
                corrupt,
                bytes());
    }

    /** Makes everything durable and closes the files. */
    @Override
    public synchronized void close() throws IOException {
        sync();
        for (SegmentFile segment : segments) {
            segment.close();
        }
        watermark.close();
    }
}
