package io.aegisvision.dataplane.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client of a {@link PlayedCamera}: RTSP 1.0 (RFC 2326), as much of it as players ask for. */
final class RtspSession {
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d+)-(\\d+)");
    private static final long PERIOD_NANOS = 1_000_000_000L / Clip.FPS;
    private static final long PERIOD_TICKS = PlayedCamera.CLOCK / Clip.FPS;

    private final PlayedCamera camera;
    private final Socket client;
    private volatile boolean ended;
    private volatile long jump;
    private volatile int repeat;
    private @Nullable DatagramSocket udp;
    private int clientPort;

    RtspSession(PlayedCamera camera, Socket client) {
        this.camera = camera;
        this.client = client;
    }

    synchronized void jump(long ticks) {
        jump += ticks;
    }

    synchronized void repeat(int frames) {
        repeat += frames;
    }

    private synchronized long takeJump() {
        long by = jump;
        jump = 0;
        return by;
    }

    private synchronized boolean takeRepeat() {
        return repeat > 0 && repeat-- > 0;
    }

    void serve() {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            while (!ended) {
                String line = in.readLine();
                if (line == null) {
                    break;
                }
                // interleaved receiver reports of the client end in no line of ours: what is no request is skipped
                Matcher request = Pattern.compile(
                                "(OPTIONS|DESCRIBE|SETUP|PLAY|TEARDOWN|GET_PARAMETER|PAUSE) .* RTSP/1.0$")
                        .matcher(line);
                if (!request.find()) {
                    continue;
                }
                Map<String, String> headers = new HashMap<>();
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    int colon = header.indexOf(':');
                    if (colon > 0) {
                        headers.put(
                                header.substring(0, colon).toLowerCase(Locale.ROOT),
                                header.substring(colon + 1).strip());
                    }
                }
                answer(request.group(1), headers);
            }
        } catch (IOException e) {
            // the client left
        } finally {
            close();
        }
    }

    private void answer(String method, Map<String, String> headers) throws IOException {
        String sequence = headers.getOrDefault("cseq", "0");
        switch (method) {
            case "OPTIONS" -> reply(sequence, "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", "");
            case "DESCRIBE" -> reply(sequence, "Content-Type: application/sdp\r\n", description(camera.clip()));
            case "SETUP" ->
                reply(
                        sequence,
                        "Session: 1\r\nTransport: " + transport(headers.getOrDefault("transport", "")) + "\r\n",
                        "");
            case "PLAY" -> {
                reply(sequence, "Session: 1\r\n", "");
                camera.plays();
                Thread.ofPlatform().daemon().name("played-frames").start(this::play);
            }
            case "TEARDOWN" -> {
                reply(sequence, "Session: 1\r\n", "");
                ended = true;
            }
            default -> reply(sequence, "Session: 1\r\n", "");
        }
    }

    private static String description(Clip clip) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=played\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + "m=video 0 RTP/AVP " + payloadType(clip) + "\r\n"
                + "a=rtpmap:" + payloadType(clip) + " " + clip.codec().rtpName + "/" + PlayedCamera.CLOCK + "\r\n"
                + (clip.codec() == Clip.Codec.H264 ? "a=fmtp:" + payloadType(clip) + " packetization-mode=1\r\n" : "")
                + "a=control:track0\r\n";
    }

    private static int payloadType(Clip clip) {
        return clip.codec() == Clip.Codec.H264 ? 96 : 97;
    }

    private String transport(String asked) throws IOException {
        Matcher ports = CLIENT_PORT.matcher(asked);
        if (!ports.find()) {
            return "RTP/AVP/TCP;unicast;interleaved=0-1";
        }
        clientPort = Integer.parseInt(ports.group(1));
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        udp = socket;
        return "RTP/AVP;unicast;client_port=" + ports.group(1) + "-" + ports.group(2) + ";server_port="
                + socket.getLocalPort() + "-" + (socket.getLocalPort() + 1);
    }

    private void reply(String sequence, String headers, String body) throws IOException {
        send(("RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private synchronized void send(byte[] bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** A packet of RTP, or of RTCP. */
    private void packet(boolean report, byte[] bytes) throws IOException {
        DatagramSocket datagrams = udp;
        if (datagrams != null) {
            datagrams.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.getLoopbackAddress(), clientPort + (report ? 1 : 0)));
            return;
        }
        byte[] framed = new byte[4 + bytes.length];
        framed[0] = '$';
        framed[1] = (byte) (report ? 1 : 0);
        framed[2] = (byte) (bytes.length >> 8);
        framed[3] = (byte) bytes.length;
        System.arraycopy(bytes, 0, framed, 4, bytes.length);
        send(framed);
    }

    private void play() {
        Clip shown = camera.clip();
        RtpPackets packets = new RtpPackets();
        long begun = System.nanoTime();
        long stamp = camera.firstTimestamp();
        long frame = 0;
        try {
            for (long number = 0; !ended; number++, frame++) {
                Clip wanted = camera.clip();
                if (wanted != shown && Clip.key(frame)) {
                    shown = wanted;
                    frame = 0;
                }
                stamp += takeJump();
                for (long left = begun + number * PERIOD_NANOS - System.nanoTime();
                        left > 0;
                        left = begun + number * PERIOD_NANOS - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (number == 1 && camera.reports()) {
                    packet(true, packets.report(stamp, System.currentTimeMillis()));
                }
                camera.watcher().sent(number, System.nanoTime());
                byte[] unit = shown.units().get((int) (frame % shown.units().size()));
                if (camera.damaged()) {
                    unit = noise(unit, number);
                }
                for (byte[] bytes : packets.of(shown.codec(), payloadType(shown), stamp, unit)) {
                    packet(false, bytes);
                }
                if (!takeRepeat()) {
                    stamp += PERIOD_TICKS;
                }
            }
        } catch (IOException e) {
            // the client left
        } finally {
            close();
        }
    }

    /** The same length and first header, and then nothing that a decoder could use. */
    private static byte[] noise(byte[] unit, long seed) {
        byte[] noise = new byte[unit.length];
        new Random(seed).nextBytes(noise);
        System.arraycopy(unit, 0, noise, 0, Math.min(5, unit.length));
        return noise;
    }

    void close() {
        ended = true;
        camera.gone(this);
        DatagramSocket datagrams = udp;
        if (datagrams != null) {
            datagrams.close();
        }
        try {
            client.close();
        } catch (IOException e) {
            // it is gone
        }
    }
}
