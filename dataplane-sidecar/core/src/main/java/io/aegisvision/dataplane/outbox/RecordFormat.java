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

    /** The record in the buffer's bytes from 0, or null when they are not a whole, sound record. */
    static @Nullable OutboxRecord decode(ByteBuffer in) {
        int size = in.limit();
        if (size < HEADER + LEAST_BODY) {
            return null;
        }
        int body = in.getInt(0);
        if (body < LEAST_BODY || body > MOST_BODY || size < HEADER + body || in.getInt(4) != checksum(in, body)) {
            return null;
        }
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
