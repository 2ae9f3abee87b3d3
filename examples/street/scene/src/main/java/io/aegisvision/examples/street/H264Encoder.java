package io.aegisvision.examples.street;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the {@code ffmpeg} program with x264, fed raw RGB frames of 640x360. It must be on the path (Debian: package
 * {@code ffmpeg}). One thread, so that the same frames give the same bytes.
 */
final class H264Encoder implements AutoCloseable {
    private final Process process;
    private final OutputStream frames;
    private final Path file;

    private H264Encoder(Path file, int framesPerSecond, List<String> output) throws IOException {
        this.file = file;
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-y", "-threads", "1"));
        command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "rgb24"));
        command.addAll(List.of("-s", Canvas.WIDTH + "x" + Canvas.HEIGHT, "-r", Integer.toString(framesPerSecond), "-i", "-"));
        command.addAll(List.of("-an", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-threads", "1"));
        command.addAll(output);
        command.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        this.process = start(builder);
        this.frames = new BufferedOutputStream(process.getOutputStream(), 1 << 20);
    }

    /**
     * An elementary stream as a camera sends it: Annex B with access unit delimiters and repeated headers, a key frame
     * every 12 frames, no B-frames.
     */
    static H264Encoder camera(Path file, int framesPerSecond) throws IOException {
        String x264 = "aud=1:repeat-headers=1:keyint=12:min-keyint=12:scenecut=0:bframes=0";
        return new H264Encoder(file, framesPerSecond, List.of("-crf", "21", "-x264-params", x264, "-f", "h264"));
    }

    /** A short clip in MP4 of higher quality: one key frame, no B-frames. */
    static H264Encoder clip(Path file, int framesPerSecond) throws IOException {
        return new H264Encoder(
                file,
                framesPerSecond,
                List.of("-crf", "20", "-bf", "0", "-g", "250", "-flags", "+bitexact", "-fflags", "+bitexact", "-f", "mp4"));
    }

    void write(byte[] rgb) throws IOException {
        frames.write(rgb);
    }

    /** Waits for the file to be complete. */
    @Override
    public void close() throws IOException {
        frames.close();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("ffmpeg ended with status " + status + " while writing " + file);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing " + file, e);
        }
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("cannot start ffmpeg; on Debian: apt-get install ffmpeg", e);
        }
    }
}
