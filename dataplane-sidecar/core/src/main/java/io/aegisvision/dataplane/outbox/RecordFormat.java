package io.aegisvision.dataplane.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record on disk, big-endian: length of the body (4), CRC-32C over length and body (4), body. Body: sequence (8), kind
 * (1), appended at (8), lost (8), then key, id and stream, each with a length (2) before its UTF-8, then the payload.
 */
final class RecordFormat {
    static final int HEADER = 8;
    static final int MOST_BODY = 1 << 24;
    private static final int LEAST_BODY = 8 + 1 + 8 + 8 + 3 * 2;

    private RecordFormat() {}

    static ByteBuffer encode(OutboxRecord record) {
        byte[] key = text(record.key());
        byte[] id = text(record.id());
        byte[] stream = text(record.stream());
        int body = LEAST_BODY + key.length + id.length + stream.length + record.payload().length;
        if (body > MOST_BODY) {
            throw new IllegalArgumentException("a record of " + body + " bytes is above " + MOST_BODY);
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + body);
        out.putInt(body).putInt(0);
        out.putLong(record.sequence()).put((byte) record.kind().ordinal());
        out.putLong(record.appendedAtMillis()).putLong(record.lost());
        put(out, key);
        put(out, id);
        put(out, stream);
        out.put(record.payload());
        out.flip();
        out.putInt(4, checksum(out, body));
        return out;
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a header of " + bytes.length + " bytes is too long");
        }
        return bytes;
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        out.putShort((short) bytes.length).put(bytes);
    }

    private static int checksum(ByteBuffer record, int body) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(0).limit(4));
        crc.update(record.duplicate().position(HEADER).limit(HEADER + body));
        return (int) crc.getValue();
    }

    /** Bytes of a record on disk. */
    static int size(OutboxRecord record) {
        return HEADER
                + LEAST_BODY
                + utf8(record.key())
                + utf8(record.id())
                + utf8(record.stream())
                + record.payload().length;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Bytes of the record that begins at an index, as its length says; 0 where no record can begin. */
    static int sizeAt(ByteBuffer in, int index) {
        int body = in.remaining() - index < HEADER ? 0 : in.getInt(index);
        return body < LEAST_BODY || body > MOST_BODY ? 0 : HEADER + body;
    }

    /** The record that the buffer's bytes from 0 are, or null when they are not one sound record. */
    static @Nullable OutboxRecord decode(ByteBuffer in) {
        int size = sizeAt(in, 0);
        if (size == 0 || size != in.limit() || in.getInt(4) != checksum(in, size - HEADER)) {
            return null;
        }
        int body = size - HEADER;
        ByteBuffer at = in.duplicate().position(HEADER).limit(HEADER + body);
        long sequence = at.getLong();
        OutboxRecord.Kind kind = OutboxRecord.Kind.values()[at.get()];
        long appendedAt = at.getLong();
        long lost = at.getLong();
        String key = take(at);
        String id = take(at);
        String stream = take(at);
        byte[] payload = new byte[at.remaining()];
        at.get(payload);
        return new OutboxRecord(sequence, kind, appendedAt, key, id, stream, lost, payload);
    }

    private static String take(ByteBuffer from) {
        byte[] bytes = new byte[from.getShort()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
