package io.aegisvision.dataplane.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An RTSP camera on loopback whose frames, timestamps and moods are the test's. Each session begins with the clip's
 * first frame and gets one frame every 40 ms, with a sender report before the second. RTP goes over the connection, or
 * by UDP where the client asks for it.
 */
public final class PlayedCamera implements AutoCloseable {
    /** Ticks of an RTP timestamp in a second. */
    public static final long CLOCK = 90_000;

    /** Told of each frame as it is handed to the network, on the session's thread; must not block. */
    public interface Watcher {
        /**
         * A frame leaves.
         *
         * @param number within its session, from 0
         * @param nanos {@link System#nanoTime}
         */
        void sent(long number, long nanos);
    }

    private final ServerSocket listener;
    private final Set<RtspSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger played = new AtomicInteger();
    private volatile Clip clip;
    private volatile long firstTimestamp = 10_000;
    private volatile boolean reports = true;
    private volatile boolean damaged;
    private volatile Watcher watcher = (number, nanos) -> {};

    /** Listens on a free port of loopback. */
    public PlayedCamera(Clip clip) throws IOException {
        this.clip = clip;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("played-camera").start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sessions that played. */
    public int played() {
        return played.get();
    }

    /** Who is told of frames that leave. */
    public void watch(Watcher by) {
        watcher = by;
    }

    /** RTP timestamp with which later sessions begin. */
    public void firstTimestamp(long ticks) {
        firstTimestamp = ticks;
    }

    /** Whether later sessions get sender reports. */
    public void reports(boolean sent) {
        reports = sent;
    }

    /** Shows another clip from the next key frame on, in sessions that play too, whatever was described to them. */
    public void show(Clip next) {
        clip = next;
    }

    /** The timestamps of playing sessions go on this many ticks later, or earlier. */
    public void jump(long ticks) {
        sessions.forEach(session -> session.jump(ticks));
    }

    /** So many frames of playing sessions carry the timestamp of the one before. */
    public void repeat(int frames) {
        sessions.forEach(session -> session.repeat(frames));
    }

    /** Whether frames are noise in packets that are well-formed, as a faulty encoder sends them. */
    public void damage(boolean noise) {
        damaged = noise;
    }

    /** Ends every session as a camera that starts anew does. */
    public void hangUp() {
        sessions.forEach(RtspSession::close);
    }

    Clip clip() {
        return clip;
    }

    long firstTimestamp() {
        return firstTimestamp;
    }

    boolean reports() {
        return reports;
    }

    boolean damaged() {
        return damaged;
    }

    Watcher watcher() {
        return watcher;
    }

    void plays() {
        played.incrementAndGet();
    }

    void gone(RtspSession session) {
        sessions.remove(session);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                RtspSession session = new RtspSession(this, client);
                sessions.add(session);
                Thread.ofVirtual().name("played-session").start(session::serve);
            } catch (IOException e) {
                // closed, or a client that left at once
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }
}
