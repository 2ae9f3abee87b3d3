package io.aegisvision.dataplane.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Access units as RTP packets: H.264 by RFC 6184 (single units and FU-A), MPEG-4 by RFC 6416. */
final class RtpPackets {
    private static final int MOST_PAYLOAD = 1_300;
    private static final int SOURCE = 0x0A1B2C3D;
    /** Seconds from 1900, the epoch of NTP, to 1970. */
    private static final long NTP_OFFSET = 2_208_988_800L;

    private int sequence = 1;

    /** The packets of one frame; the last carries the marker. */
    List<byte[]> of(Clip.Codec codec, int type, long stamp, byte[] unit) {
        List<byte[]> payloads = codec == Clip.Codec.H264 ? h264(unit) : pieces(unit, 0);
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            boolean last = i == payloads.size() - 1;
            packets.add(ByteBuffer.allocate(12 + payloads.get(i).length)
                    .put((byte) 0x80)
                    .put((byte) (type | (last ? 0x80 : 0)))
                    .putShort((short) sequence++)
                    .putInt((int) stamp)
                    .putInt(SOURCE)
                    .put(payloads.get(i))
                    .array());
        }
        return packets;
    }

    /** A sender report: what the wall clock was at a timestamp. */
    byte[] report(long stamp, long wallMillis) {
        long fraction = (wallMillis % 1000 << 32) / 1000;
        return ByteBuffer.allocate(28)
                .put((byte) 0x80)
                .put((byte) 200)
                .putShort((short) 6)
                .putInt(SOURCE)
                .putInt((int) (wallMillis / 1000 + NTP_OFFSET))
                .putInt((int) fraction)
                .putInt((int) stamp)
                .putInt(0)
                .putInt(0)
                .array();
    }

    private static List<byte[]> pieces(byte[] unit, int from) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = from; at < unit.length; at += MOST_PAYLOAD) {
            pieces.add(Arrays.copyOfRange(unit, at, Math.min(unit.length, at + MOST_PAYLOAD)));
        }
        return pieces;
    }

    private static List<byte[]> h264(byte[] unit) {
        List<byte[]> payloads = new ArrayList<>();
        for (byte[] nal : nals(unit)) {
            if (nal.length <= MOST_PAYLOAD) {
                payloads.add(nal);
                continue;
            }
            List<byte[]> pieces = pieces(nal, 1);
            for (int i = 0; i < pieces.size(); i++) {
                int position = (i == 0 ? 0x80 : 0) | (i == pieces.size() - 1 ? 0x40 : 0);
                payloads.add(ByteBuffer.allocate(2 + pieces.get(i).length)
                        .put((byte) ((nal[0] & 0xE0) | 28))
                        .put((byte) (position | (nal[0] & 0x1F)))
                        .put(pieces.get(i))
                        .array());
            }
        }
        return payloads;
    }

    /** Splits at start codes of three or four bytes. */
    private static List<byte[]> nals(byte[] unit) {
        List<byte[]> nals = new ArrayList<>();
        int from = -1;
        for (int i = 0; i + 2 < unit.length; i++) {
            if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) {
                if (from >= 0) {
                    nals.add(Arrays.copyOfRange(unit, from, i > from && unit[i - 1] == 0 ? i - 1 : i));
                }
                from = i + 3;
            }
        }
        nals.add(Arrays.copyOfRange(unit, from, unit.length));
        return nals;
    }
}
