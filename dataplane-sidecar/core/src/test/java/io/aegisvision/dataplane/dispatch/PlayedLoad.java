package io.aegisvision.dataplane.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Streams that offer frames, and an engine that joins what waits for it into batches, in a time of its own: what a
 * second of it does depends on nothing but the seed.
 */
final class PlayedLoad {
    static final long SECOND = 1_000_000;
    static final int WINDOW_SECONDS = 10;

    /**
     * @param largest frames in a batch
     * @param batchMicros of a batch, however large
     * @param frameMicros besides, for each frame in it
     * @param turnMicros from the end of a batch until frames that its answers let go are there
     */
    record Engine(int largest, long batchMicros, long frameMicros, long turnMicros) {}

    /** One stream, and what became of its frames; arrays are by window. */
    static final class Stream {
        final double perSecond;
        final FairTurns.Lane<Stream> lane;
        final long[] offered;
        final long[] answered;
        long decoded;
        long processed;
        long superseded;
        long waiting = -1;

        Stream(double perSecond, FairTurns<Stream> turns, int windows) {
            this.perSecond = perSecond;
            this.lane = turns.join(this);
            offered = new long[windows];
            answered = new long[windows];
        }
    }

    private record Arrival(long at, Stream stream) {}

    private record Sent(long decodedAt, Stream stream) {}

    private record Answers(long at, List<Sent> of) {}

    final List<Stream> streams = new ArrayList<>();
    final List<Long> ages = new ArrayList<>();
    private final Random random;
    private final FairTurns<Stream> turns;
    private final Engine engine;
    private final int windows;
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final Deque<Sent> queue = new ArrayDeque<>();
    private final Deque<Answers> answers = new ArrayDeque<>();
    private List<Sent> batch = List.of();
    private long batchEnds = Long.MAX_VALUE;

    PlayedLoad(long seed, Engine engine, int windows) {
        this.random = new Random(seed);
        this.engine = engine;
        this.windows = windows;
        this.turns = new FairTurns<>(2 * engine.largest);
    }

    void add(double perSecond) {
        Stream stream = new Stream(perSecond, turns, windows);
        streams.add(stream);
        arrivals.add(new Arrival((long) (random.nextDouble() * SECOND / perSecond), stream));
    }

    PlayedLoad run() {
        long end = windows * WINDOW_SECONDS * SECOND;
        while (true) {
            Arrival next = arrivals.peek();
            Answers due = answers.peek();
            long at = Math.min(batchEnds, next == null ? Long.MAX_VALUE : next.at);
            at = Math.min(at, due == null ? Long.MAX_VALUE : due.at);
            if (at >= end) {
                return this;
            }
            if (at == batchEnds) {
                answers.add(new Answers(at + engine.turnMicros, batch));
                batch = List.of();
                batchEnds = Long.MAX_VALUE;
            } else if (due != null && at == due.at) {
                answers.remove();
                due.of.forEach(sent -> answered(due.at, sent));
            } else {
                arrive(arrivals.remove());
            }
            begin(at);
        }
    }

    private void arrive(Arrival arrival) {
        Stream of = arrival.stream;
        of.decoded++;
        of.offered[window(arrival.at)]++;
        if (of.waiting >= 0) {
            of.superseded++;
        }
        of.waiting = arrival.at;
        turns.waits(of.lane);
        send();
        // a camera's frames come with a jitter of a tenth of their distance
        double distance = SECOND / of.perSecond * (0.9 + 0.2 * random.nextDouble());
        arrivals.add(new Arrival(arrival.at + Math.max(1, (long) distance), of));
    }

    private void send() {
        for (FairTurns.Lane<Stream> lane = turns.next(); lane != null; lane = turns.next()) {
            Stream stream = lane.owner();
            queue.add(new Sent(stream.waiting, stream));
            stream.waiting = -1;
        }
    }

    /** The engine takes what is there as soon as it is free. */
    private void begin(long at) {
        if (batchEnds != Long.MAX_VALUE || queue.isEmpty()) {
            return;
        }
        List<Sent> taken = new ArrayList<>();
        while (taken.size() < engine.largest && !queue.isEmpty()) {
            taken.add(queue.remove());
        }
        batch = taken;
        batchEnds = at + engine.batchMicros + taken.size() * engine.frameMicros;
    }

    private void answered(long at, Sent sent) {
        Stream of = sent.stream;
        of.processed++;
        of.answered[window(at)]++;
        if (window(at) > 0) {
            ages.add(at - sent.decodedAt);
        }
        turns.ended(of.lane);
        send();
    }

    private static int window(long at) {
        return (int) (at / (WINDOW_SECONDS * SECOND));
    }

    long processed() {
        return streams.stream().mapToLong(stream -> stream.processed).sum();
    }

    double perSecond() {
        return (double) processed() / (windows * WINDOW_SECONDS);
    }

    /** Of the ages of answered frames, the first window's left out. */
    long p95() {
        Collections.sort(ages);
        return ages.get((int) (ages.size() * 0.95));
    }

    /** What each stream is due of the work done in a window, when nobody is given more than it asks for (max-min). */
    double[] fairShares(int window) {
        double left = 0;
        double[] asks = new double[streams.size()];
        for (int i = 0; i < asks.length; i++) {
            Stream stream = streams.get(i);
            left += stream.answered[window];
            asks[i] = stream.offered[window];
        }
        double[] shares = new double[asks.length];
        Integer[] order = new Integer[asks.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(asks[a], asks[b]));
        for (int i = 0; i < order.length; i++) {
            double share = Math.min(asks[order[i]], left / (order.length - i));
            shares[order[i]] = share;
            left -= share;
        }
        return shares;
    }
}
