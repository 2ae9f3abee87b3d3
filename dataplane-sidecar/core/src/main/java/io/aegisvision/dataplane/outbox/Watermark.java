package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The sequence up to which everything was acknowledged, in a file of two places written in turn, so that a torn write
 * leaves the other. Not forced to the device: an older mark after a crash only sends some events again, and their ids
 * are the same. The file has its whole length from the start, so that a full disk can still be acknowledged empty.
 */
final class Watermark implements AutoCloseable {
    private static final String NAME = "acknowledged";
    private static final int PLACE = 16;

    private final Disk.File file;
    private long value;
    private int turn;

    Watermark(Disk disk) throws IOException {
        boolean there = disk.names().contains(NAME);
        file = there ? disk.open(NAME) : disk.create(NAME);
        long size = file.size();
        if (size < 2 * PLACE) {
            file.write(ByteBuffer.allocate((int) (2 * PLACE - size)), size);
            file.sync();
        }
        ByteBuffer in = ByteBuffer.allocate(2 * PLACE);
        file.read(in, 0);
        for (int at = 0; at < 2 * PLACE; at += PLACE) {
            if (in.getLong(at + 8) == checksum(in.getLong(at))) {
                value = Math.max(value, in.getLong(at));
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
        ByteBuffer out =
                ByteBuffer.allocate(PLACE).putLong(to).putLong(checksum(to)).flip();
        file.write(out, (long) (turn++ & 1) * PLACE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
