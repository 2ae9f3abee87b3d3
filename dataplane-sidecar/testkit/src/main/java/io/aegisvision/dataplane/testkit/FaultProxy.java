package io.aegisvision.dataplane.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on loopback that breaks connections the way networks and cameras do. A fault holds for connections that
 * are open and those that come, until the next one is set. Corruption is the same for the same seed and bytes.
 */
public final class FaultProxy implements AutoCloseable {
    /** What happens between the server and its clients. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Connections stay open, and nothing passes to the client. */
        STALL,
        /** Connections end in order, and so does each new one. */
        CUT,
        /** Connections end with a reset, and so does each new one. */
        RESET,
        /** Connections end, and nothing listens. */
        REFUSE,
        /** One byte in {@value #CORRUPT_EVERY} passes changed. */
        CORRUPT,
        /** {@value #DRIP_BYTES} bytes pass in a tenth of a second. */
        DRIP
    }

    private static final int CORRUPT_EVERY = 40;
    private static final int DRIP_BYTES = 20;

    private final InetSocketAddress server;
    private final Random random;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final int port;
    private ServerSocket listener;
    private volatile Fault fault = Fault.NONE;
    private volatile boolean closed;

    /** Listens, and forwards to a port of loopback. */
    public FaultProxy(int serverPort, long seed) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        this.random = new Random(seed);
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept(listener);
    }

    /** Where it listens; the same for its whole life. */
    public int port() {
        return port;
    }

    /** Connections accepted. */
    public int accepted() {
        return accepted.get();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        return socket;
    }

    /** Another fault from now on. */
    public synchronized void set(Fault next) throws IOException {
        Fault before = fault;
        fault = next;
        if (next == Fault.REFUSE) {
            listener.close();
        } else if (before == Fault.REFUSE) {
            listener = listen(port);
            accept(listener);
        }
        if (next == Fault.CUT || next == Fault.RESET || next == Fault.REFUSE) {
            for (Socket socket : List.copyOf(open)) {
                end(socket, next == Fault.RESET);
            }
        }
    }

    private void end(Socket socket, boolean reset) {
        open.remove(socket);
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // it is gone, which was the purpose
        }
    }

    private void accept(ServerSocket on) {
        Thread.ofVirtual().name("fault-proxy").start(() -> {
            while (true) {
                try {
                    Socket client = on.accept();
                    accepted.incrementAndGet();
                    Fault now = fault;
                    if (now == Fault.CUT || now == Fault.RESET) {
                        end(client, now == Fault.RESET);
                        continue;
                    }
                    join(client);
                } catch (IOException e) {
                    if (on.isClosed()) {
                        return;
                    }
                }
            }
        });
    }

    private void join(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(server, 1_000);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        } catch (IOException e) {
            end(client, false);
            end(upstream, false);
            return;
        }
        open.add(client);
        open.add(upstream);
        Thread.ofVirtual().start(() -> pump(client, upstream, false));
        Thread.ofVirtual().start(() -> pump(upstream, client, true));
    }

    private void pump(Socket from, Socket to, boolean toClient) {
        byte[] bytes = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read;
            while ((read = in.read(bytes)) >= 0) {
                if (toClient) {
                    pass(bytes, read, out);
                } else {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException e) {
            // one side is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Fault why = fault;
        end(from, why == Fault.RESET);
        end(to, why == Fault.RESET);
    }

    private void pass(byte[] bytes, int count, OutputStream out) throws IOException, InterruptedException {
        int at = 0;
        while (at < count && !closed) {
            switch (fault) {
                case STALL -> Thread.sleep(10);
                case DRIP -> {
                    int some = Math.min(DRIP_BYTES, count - at);
                    out.write(bytes, at, some);
                    at += some;
                    Thread.sleep(100);
                }
                case CORRUPT -> {
                    corrupt(bytes, at, count);
                    out.write(bytes, at, count - at);
                    at = count;
                }
                case NONE, CUT, RESET, REFUSE -> {
                    out.write(bytes, at, count - at);
                    at = count;
                }
            }
        }
    }

    private synchronized void corrupt(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (random.nextInt(CORRUPT_EVERY) == 0) {
                bytes[i] ^= (byte) (1 + random.nextInt(255));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        for (Socket socket : new ArrayList<>(open)) {
            end(socket, false);
        }
    }
}
