package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One segment: records one after another, in a file named after the first sequence. Not safe for threads. */
final class SegmentFile implements AutoCloseable {
    private static final String SUFFIX = ".log";

    private final Path path;
    private final FileChannel channel;
    private final long firstSequence;
    /** End of the sound records; what a failed write left behind it is overwritten. */
    private long end;

    private long lastSequence;

    private SegmentFile(Path path, FileChannel channel, long firstSequence) {
        this.path = path;
        this.channel = channel;
        this.firstSequence = firstSequence;
        lastSequence = firstSequence - 1;
    }

    static boolean isSegment(Path path) {
        return path.getFileName().toString().matches("\\d{19}\\.log");
    }

    static SegmentFile create(Path folder, long firstSequence) throws IOException {
        Path path = folder.resolve(String.format("%019d", firstSequence) + SUFFIX);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        syncFolder(folder);
        return new SegmentFile(path, channel, firstSequence);
    }

    /** A file's name is durable only with its folder. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Opens a segment, gives each sound record, and stops at the first that is not. */
    static SegmentFile open(Path path, Consumer<OutboxRecord> each) throws IOException {
        String name = path.getFileName().toString();
        long first = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        SegmentFile segment = new SegmentFile(path, channel, first);
        segment.end = channel.size();
        long at = 0;
        OutboxRecord record = segment.read(at);
        while (record != null && record.sequence() == segment.lastSequence + 1) {
            segment.lastSequence = record.sequence();
            each.accept(record);
            at += RecordFormat.HEADER + segment.bodyLength(at);
            record = segment.read(at);
        }
        segment.end = at;
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

    /** Bytes behind the sound records. */
    long excess() throws IOException {
        return channel.size() - end;
    }

    /** Cuts to a length that was the end after the given sequence. */
    void truncate(long length, long sequence) throws IOException {
        end = length;
        lastSequence = sequence;
        channel.truncate(length);
    }

    void append(ByteBuffer record, long sequence) throws IOException {
        long at = end;
        while (record.hasRemaining()) {
            at += channel.write(record, at);
        }
        end = at;
        lastSequence = sequence;
    }

    /** Data and length are on the device when it returns (fdatasync). */
    void sync() throws IOException {
        channel.force(false);
    }

    private int bodyLength(long at) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(4);
        return readFully(length, at) ? length.getInt(0) : -1;
    }

    private boolean readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                return false;
            }
            at += read;
        }
        return true;
    }

    /** The record at an offset, or null when there is none, or it is not sound. */
    @Nullable OutboxRecord read(long at) throws IOException {
        if (at + RecordFormat.HEADER > end) {
            return null;
        }
        int body = bodyLength(at);
        if (body < 0 || body > RecordFormat.MOST_BODY || at + RecordFormat.HEADER + body > end) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(RecordFormat.HEADER + body);
        return readFully(bytes, at) ? RecordFormat.decode(bytes.flip()) : null;
    }

    /** Offset behind the record at an offset. */
    long next(long at) throws IOException {
        return at + RecordFormat.HEADER + bodyLength(at);
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
