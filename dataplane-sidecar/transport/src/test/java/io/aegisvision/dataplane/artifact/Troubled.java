package io.aegisvision.dataplane.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire to a registry that fails. */
final class Troubled implements AutoCloseable {
    /** How it fails. */
    enum Trouble {
        /** It takes connections and carries nothing. */
        SILENT(0, false),
        /** It carries what comes before the bytes of a layer and some of these. */
        STOPS(50_000, false),
        /** Likewise, and then it hangs up. */
        HANGS_UP(50_000, true);

        private final int carries;
        private final boolean hangsUp;

        Trouble(int carries, boolean hangsUp) {
            this.carries = carries;
            this.hangsUp = hangsUp;
        }
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final String registry;
    private final Trouble trouble;

    Troubled(String registry, Trouble trouble) throws IOException {
        this.registry = registry;
        this.trouble = trouble;
        Thread.ofVirtual().start(this::accept);
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                String[] address = registry.split(":");
                Socket behind = new Socket(address[0], Integer.parseInt(address[1]));
                sockets.addAll(List.of(client, behind));
                Thread.ofVirtual().start(() -> carry(client, behind, Integer.MAX_VALUE));
                Thread.ofVirtual().start(() -> carry(behind, client, trouble.carries));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void carry(Socket from, Socket to, int most) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[1000];
            int left = most;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int carried = Math.min(n, left);
                left -= carried;
                out.write(buffer, 0, carried);
                if (left == 0 && trouble.hangsUp) {
                    return;
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
