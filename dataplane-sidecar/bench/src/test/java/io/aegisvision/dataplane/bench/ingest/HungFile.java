package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.dataplane.testkit.Clip;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A video file that is a named pipe: its beginning can be read, what comes then hangs for as long as it is open. */
final class HungFile implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("hung-file");
    private final Path pipe = folder.resolve("yard.ts");
    private final Path whole = folder.resolve("whole.ts");
    private final Thread writer;
    private volatile boolean ended;

    /** @param seconds that can be read; FFmpeg looks at the first seven before it gives a frame */
    HungFile(int seconds) throws IOException, InterruptedException {
        Clip.write(whole, "mpegts", Map.of(), seconds);
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo");
        }
        writer = Thread.ofPlatform().daemon().name("hung-file").start(this::write);
    }

    Path path() {
        return pipe;
    }

    /** Waits for a reader, gives it a part, and holds the pipe open. */
    private void write() {
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write(Files.readAllBytes(whole));
            out.flush();
            while (!ended) {
                Thread.sleep(10);
            }
        } catch (IOException e) {
            // the reader left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The pipe ends for those who read it, and its name is that of an ordinary file from now on. */
    void endAndBecomeAFile() throws IOException, InterruptedException {
        Files.move(whole, pipe, StandardCopyOption.REPLACE_EXISTING);
        ended = true;
        writer.join();
    }

    @Override
    public void close() throws IOException {
        ended = true; // who reads gets an end of file
        Files.deleteIfExists(pipe);
        Files.deleteIfExists(whole);
        Files.deleteIfExists(folder);
    }
}
