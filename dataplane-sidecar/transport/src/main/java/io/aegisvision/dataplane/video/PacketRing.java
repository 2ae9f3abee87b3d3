package io.aegisvision.dataplane.video;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * The newest encoded packets of one stream, over all its sessions, so that what was before an event can still be shown.
 *
 * <p>Bounded by age, by bytes and by number; what is too much goes from the oldest on. A packet is held by reference:
 * FFmpeg's buffer is kept, not copied, and the structs that hold the references are made once. Keeping a packet
 * allocates nothing.
 *
 * <p>Threads: one writes (the source's), any may cut. The lock is held while some references are taken, never while
 * anything is decoded or written. A session that was given up and comes back late no longer writes: another is the
 * current one.
 */
public final class PacketRing implements AutoCloseable {
    /** Of a camera's packets and more, one per frame: 60 frames per second is the most that anything here samples. */
    private static final int PACKETS_PER_SECOND = 60;
    /** A frame comes out of a decoder at most that many packets after its own. */
    private static final int DECODER_DEPTH = 64;
    /** Epochs of a stream whose times break without pause; the oldest are forgotten. */
    private static final int MOST_EPOCHS = 64;

    private static final long UNKNOWN = Long.MIN_VALUE;

    /** What a session has told of its stream; the identity is the session's. */
    private static final class Run {
        private final long number;
        private CodecFacts facts;

        Run(long number, CodecFacts facts) {
            this.number = number;
            this.facts = facts;
        }
    }

    /** An epoch begins with the packet of that number. */
    private record Span(String epoch, long from) {}

    private final long spanNanos;
    private final long mostBytes;
    private final int capacity;
    private final AVPacket[] packets;
    private final Run[] runs;
    private final long[] media;
    private final long[] captures;
    private final long[] arrivals;
    private final int[] sizes;
    private final boolean[] keys;
    private final Deque<Span> epochs = new ArrayDeque<>();
    private @Nullable Writer writer;
    private long runNumbers;
    private long first;
    private long next;
    private long bytes;
    private long decoded = -1;
    private long newestKeyCapture = UNKNOWN;
    private long keyIntervalMicros;
    private boolean closed;

    /**
     * @param span how old a packet may become, by the clock of its arrival
     * @param mostBytes of all packets together
     */
    public PacketRing(Duration span, long mostBytes) {
        NativeVideo.ensureLoaded();
        this.spanNanos = span.toNanos();
        this.mostBytes = mostBytes;
        this.capacity = (int) Math.max(PACKETS_PER_SECOND, span.toSeconds() * PACKETS_PER_SECOND);
        this.packets = new AVPacket[capacity];
        this.runs = new Run[capacity];
        this.media = new long[capacity];
        this.captures = new long[capacity];
        this.arrivals = new long[capacity];
        this.sizes = new int[capacity];
        this.keys = new boolean[capacity];
        for (int i = 0; i < capacity; i++) {
            packets[i] = avcodec.av_packet_alloc();
        }
    }

    /** One session's right to write, until another begins. */
    final class Writer {
        private Run run;

        private Writer(Run run) {
            this.run = run;
        }

        /** Keeps a packet of the video; its times are in microseconds. */
        void packet(AVPacket packet, long mediaMicros) {
            synchronized (PacketRing.this) {
                if (writer == this) {
                    keep(run, packet, mediaMicros);
                }
            }
        }

        /** A frame came out of the decoder. */
        void decoded(long mediaMicros, long captureMicros, int width, int height) {
            synchronized (PacketRing.this) {
                if (writer == this) {
                    if (run.facts.width() != width || run.facts.height() != height) {
                        run = new Run(run.number, run.facts.resized(width, height));
                    }
                    came(run, mediaMicros, captureMicros);
                }
            }
        }

        /** The file begins again: media times go back, and capture times do not. */
        void rewound() {
            synchronized (PacketRing.this) {
                run = new Run(++runNumbers, run.facts);
            }
        }
    }

    /** A session begins; only its packets are kept from here on. */
    synchronized Writer session(CodecFacts facts) {
        Writer fresh = new Writer(new Run(++runNumbers, facts));
        writer = fresh;
        return fresh;
    }

    private void keep(Run run, AVPacket packet, long mediaMicros) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        int size = packet.size();
        while (first < next
                && (next - first == capacity || bytes + size > mostBytes || now - arrivals[at(first)] > spanNanos)) {
            dropFirst();
        }
        int slot = at(next);
        if (size > mostBytes || avcodec.av_packet_ref(packets[slot], packet) < 0) {
            return;
        }
        runs[slot] = run;
        media[slot] = mediaMicros;
        captures[slot] = UNKNOWN;
        arrivals[slot] = now;
        sizes[slot] = size;
        keys[slot] = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        bytes += size;
        next++;
    }

    private int at(long number) {
        return (int) (number % capacity);
    }

    private void dropFirst() {
        int slot = at(first);
        avcodec.av_packet_unref(packets[slot]);
        bytes -= sizes[slot];
        first++;
    }

    private void came(Run run, long mediaMicros, long captureMicros) {
        long oldest = Math.max(first, next - DECODER_DEPTH);
        for (long number = next - 1; number >= oldest; number--) {
            int slot = at(number);
            if (media[slot] == mediaMicros && runs[slot].number == run.number) {
                captures[slot] = captureMicros;
                decoded = number;
                for (long later = number; later < next; later++) {
                    runs[at(later)] = run;
                }
                if (keys[slot]) {
                    keyIntervalMicros = newestKeyCapture == UNKNOWN ? 0 : captureMicros - newestKeyCapture;
                    newestKeyCapture = captureMicros;
                }
                return;
            }
        }
        decoded = Math.max(first, next - 1);
    }

    /** The newest decoded frame is the first of an epoch. By the writing thread. */
    public synchronized void epoch(String id) {
        newestKeyCapture = UNKNOWN;
        if (decoded >= 0 && captures[at(decoded)] != UNKNOWN && keys[at(decoded)]) {
            newestKeyCapture = captures[at(decoded)];
        }
        epochs.addLast(new Span(id, Math.max(decoded, 0)));
        if (epochs.size() > MOST_EPOCHS) {
            epochs.removeFirst();
        }
    }

    /** Whether the epoch has come to a frame of that capture time, or is over. */
    public synchronized boolean reached(String epoch, long captureMicros) {
        Span newest = epochs.peekLast();
        if (newest == null || !newest.epoch().equals(epoch)) {
            return true;
        }
        for (long number = Math.min(decoded, next - 1); number >= Math.max(first, newest.from()); number--) {
            if (captures[at(number)] != UNKNOWN) {
                return captures[at(number)] >= captureMicros;
            }
        }
        return false;
    }

    /**
     * References to the packets that show a span of time: from the last key frame at or before it, or where that is no
     * longer kept from the first one that is.
     *
     * @param epoch whose times these are
     * @param fromMicros capture time from which on everything should be shown
     * @param mustMicros capture time that must be shown
     * @param toMicros capture time of the last frame that should be shown
     */
    public synchronized Cut cut(String epoch, long fromMicros, long mustMicros, long toMicros) {
        long begin = first;
        long end = next;
        boolean known = false;
        for (Iterator<Span> spans = epochs.iterator(); spans.hasNext(); ) {
            Span span = spans.next();
            if (known) {
                end = Math.min(end, span.from());
                break;
            }
            if (span.epoch().equals(epoch)) {
                known = true;
                begin = Math.max(begin, span.from());
            }
        }
        if (!known || begin >= end) {
            return new Cut.Missing(Cut.Why.NOT_KEPT);
        }
        long[] times = times(begin, end);
        int from = keyAt(begin, times, fromMicros, mustMicros);
        if (from < 0) {
            return new Cut.Missing(times[times.length - 1] < mustMicros ? Cut.Why.NOT_KEPT : Cut.Why.NO_KEY_FRAME);
        }
        int to = lastOf(times, from, toMicros);
        return taken(begin, times, from, to);
    }

    /** Capture times; of packets whose frame was not decoded by the nearest one before, or after, that was. */
    private long[] times(long begin, long end) {
        long[] times = new long[(int) (end - begin)];
        long offset = UNKNOWN;
        long run = -1;
        for (int pass = 0; pass < 2; pass++) { // the second goes back, for what precedes the first that is known
            for (int i = 0; i < times.length; i++) {
                int k = pass == 0 ? i : times.length - 1 - i;
                int slot = at(begin + k);
                if (runs[slot].number != run) {
                    run = runs[slot].number;
                    offset = UNKNOWN;
                }
                if (captures[slot] != UNKNOWN) {
                    offset = captures[slot] - media[slot];
                    times[k] = captures[slot];
                } else if (offset != UNKNOWN && media[slot] != UNKNOWN && (pass == 0 || times[k] == UNKNOWN)) {
                    times[k] = media[slot] + offset;
                } else if (pass == 0) {
                    times[k] = UNKNOWN;
                }
            }
            run = -1;
        }
        return times;
    }

    private int keyAt(long begin, long[] times, long fromMicros, long mustMicros) {
        int found = -1;
        for (int i = 0; i < times.length; i++) {
            boolean key = keys[at(begin + i)] && times[i] != UNKNOWN;
            if (key && (times[i] <= fromMicros || (found < 0 && times[i] <= mustMicros))) {
                found = i;
            }
        }
        return found;
    }

    /** Where to stop: with the last that should be shown, and those after it that are shown before one already taken. */
    private static int lastOf(long[] times, int from, long toMicros) {
        int last = from;
        for (int i = from; i < times.length; i++) {
            if (times[i] <= toMicros) {
                last = i;
            }
        }
        long newest = UNKNOWN;
        for (int i = from; i <= last; i++) {
            newest = Math.max(newest, times[i]);
        }
        while (last + 1 < times.length && times[last + 1] < newest) {
            last++;
        }
        return last;
    }

    private Cut taken(long begin, long[] times, int from, int to) {
        List<PacketSpan.Kept> kept = new ArrayList<>(to - from + 1);
        for (int i = from; i <= to; i++) {
            int slot = at(begin + i);
            // what is shown before the key frame needs what came before it
            if (times[i] != UNKNOWN && times[i] >= times[from]) {
                AVPacket reference = avcodec.av_packet_alloc();
                if (avcodec.av_packet_ref(reference, packets[slot]) < 0) {
                    avcodec.av_packet_free(reference);
                    continue;
                }
                kept.add(new PacketSpan.Kept(reference, times[i], keys[slot]));
            }
        }
        return new Cut.Found(new PacketSpan(runs[at(begin + from)].facts, kept));
    }

    /** Capture time from which on frames of the epoch can be shown; beyond all times when none can. */
    public synchronized long showableFrom(String epoch) {
        long from = Long.MAX_VALUE;
        boolean its = false;
        for (Span span : epochs) {
            if (its) {
                return keyFrom(from, span.from());
            }
            if (span.epoch().equals(epoch)) {
                its = true;
                from = span.from();
            }
        }
        return its ? keyFrom(from, next) : Long.MAX_VALUE;
    }

    private long keyFrom(long from, long end) {
        for (long number = Math.max(first, from); number < Math.min(end, next); number++) {
            if (keys[at(number)] && captures[at(number)] != UNKNOWN) {
                return captures[at(number)];
            }
        }
        return Long.MAX_VALUE;
    }

    /** Bytes held now. */
    public synchronized long bytes() {
        return bytes;
    }

    /** From the newest key frame but one to the newest, microseconds; 0 before the second. */
    public synchronized long keyIntervalMicros() {
        return keyIntervalMicros;
    }

    /** Frees all of it; later packets are not kept. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (first < next) {
            dropFirst();
        }
        for (AVPacket packet : packets) {
            avcodec.av_packet_free(packet);
        }
    }

    /** Media time of a packet, in microseconds of its stream. */
    static long micros(AVPacket packet, long numerator, long denominator) {
        long stamp = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        return stamp == avutil.AV_NOPTS_VALUE ? UNKNOWN : VideoSource.micros(stamp, numerator, denominator);
    }
}
