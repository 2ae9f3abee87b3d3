package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The sequence up to which everything was acknowledged, in a file of two places written in turn, so that a torn write
 * leaves the other. Not forced to the device: an older mark after a crash only sends some events again, and their ids
 * are the same.
 */
final class Watermark implements AutoCloseable {
    private static final int PLACE = 16;

    private final FileChannel channel;
    private long value;
    private int turn;

    Watermark(Path file) throws IOException {
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        for (int place = 0; place < 2; place++) {
            ByteBuffer in = ByteBuffer.allocate(PLACE);
            if (channel.read(in, (long) place * PLACE) == PLACE && in.getLong(8) == checksum(in.getLong(0))) {
                value = Math.max(value, in.getLong(0));
            }
        }
    }

    private static long checksum(long value) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(value).flip());
        return crc.getValue();
    }

    long value() {
        return value;
    }

    void advance(long to) throws IOException {
        value = to;
        ByteBuffer out = ByteBuffer.allocate(PLACE).putLong(to).putLong(checksum(to)).flip();
        channel.write(out, (long) (turn++ & 1) * PLACE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
