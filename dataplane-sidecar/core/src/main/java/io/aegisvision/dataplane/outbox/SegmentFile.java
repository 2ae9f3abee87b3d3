package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One segment: records one after another, in a file named after the first sequence. Not safe for threads. */
final class SegmentFile implements AutoCloseable {
    private static final String SUFFIX = ".log";
    private static final Pattern NAME = Pattern.compile("\\d{19}\\.log");

    /** A record and the offset behind it. */
    record Placed(OutboxRecord record, long end) {}

    private final Disk disk;
    private final String name;
    private final Disk.File file;
    private final long firstSequence;
    /** End of the sound records; what a failed write left behind it is overwritten. */
    private long end;

    private long lastSequence;
    private boolean uncut;
    private long damaged;

    private SegmentFile(Disk disk, String name, Disk.File file) {
        this.disk = disk;
        this.name = name;
        this.file = file;
        firstSequence = firstSequence(name);
        lastSequence = firstSequence - 1;
    }

    static boolean isSegment(String name) {
        return NAME.matcher(name).matches();
    }

    static long firstSequence(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    static SegmentFile create(Disk disk, long firstSequence) throws IOException {
        String name = String.format("%019d", firstSequence) + SUFFIX;
        return new SegmentFile(disk, name, disk.create(name));
    }

    /** Opens a segment, gives the sequence of each sound record, and cuts off what is behind the last one. */
    static SegmentFile open(Disk disk, String name, LongConsumer each) throws IOException {
        SegmentFile segment = new SegmentFile(disk, name, disk.open(name));
        long size = segment.file.size();
        segment.end = size;
        long at = 0;
        long sound = 0;
        Placed next = segment.next(at, segment.lastSequence);
        while (next != null) {
            segment.lastSequence = next.record().sequence();
            each.accept(segment.lastSequence);
            at = next.end();
            sound += RecordFormat.size(next.record());
            next = segment.next(at, segment.lastSequence);
        }
        segment.damaged = size - sound;
        segment.end = at;
        segment.uncut = at < size;
        segment.cut();
        return segment;
    }

    long firstSequence() {
        return firstSequence;
    }

    long lastSequence() {
        return lastSequence;
    }

    long end() {
        return end;
    }

    /** Bytes that were no sound record when it was opened: a torn tail, or damage. */
    long damaged() {
        return damaged;
    }

    /** Takes records back, to a length that was the end after the given sequence. */
    void takeBack(long length, long sequence) {
        end = length;
        lastSequence = sequence;
        uncut = true;
    }

    /** Cuts off what was taken back, before anything follows it: a restart must not take it for what came later. */
    void cut() throws IOException {
        if (uncut) {
            file.truncate(end);
            uncut = false;
        }
    }

    void append(ByteBuffer record, long sequence) throws IOException {
        cut();
        long behind = end + record.remaining();
        file.write(record, end);
        end = behind;
        lastSequence = sequence;
    }

    /** Data and length are on the device when it returns. */
    void sync() throws IOException {
        file.sync();
    }

    /**
     * The first sound record from an offset on with a sequence above the given one, or null. What is damaged is passed
     * over: a record carries its checksum and its sequence, so the next one is found wherever it begins.
     */
    @Nullable
    Placed next(long at, long above) throws IOException {
        if (end - at < RecordFormat.HEADER) {
            return null;
        }
        ByteBuffer head = read(at, RecordFormat.HEADER);
        int size = RecordFormat.sizeAt(head, 0);
        if (size > 0 && size <= end - at) {
            OutboxRecord record = RecordFormat.decode(read(at, size));
            if (record != null && record.sequence() > above) {
                return new Placed(record, at + size);
            }
        }
        return search(at + 1, above);
    }

    private @Nullable Placed search(long from, long above) throws IOException {
        ByteBuffer rest = read(from, (int) Math.max(0, end - from));
        for (int at = 0; rest.limit() - at >= RecordFormat.HEADER; at++) {
            int size = RecordFormat.sizeAt(rest, at);
            if (size > 0 && size <= rest.limit() - at) {
                OutboxRecord record = RecordFormat.decode(rest.slice(at, size));
                if (record != null && record.sequence() > above) {
                    return new Placed(record, from + at + size);
                }
            }
        }
        return null;
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(bytes, at);
        return bytes.flip();
    }

    void delete() throws IOException {
        close();
        disk.delete(name);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
