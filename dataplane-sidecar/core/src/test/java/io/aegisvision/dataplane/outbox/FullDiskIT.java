package io.aegisvision.dataplane.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own ENOSPC: an outbox on a file system that is full long before the outbox's bound. */
class FullDiskIT {
    private static final int EVENT_BYTES = 1000;

    /** The file system lies in a mount namespace of its own, so that it goes with the process. */
    @Test
    void aFullFileSystemDropsTellsAndRecovers(@TempDir Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--map-root-user");
        }
        command.addAll(
                List.of("sh", "-c", "mount -t tmpfs -o size=256k none \"$0\" && exec \"$@\"", folder.toString()));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FullDiskIT.class.getName(),
                folder.toString()));
        Path output = Files.createTempFile("full-disk", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("dropped 50, told 50");
    }

    /** Fills the folder while no broker takes anything, then takes all; once more over a restart. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0], "outbox");
        OutboxSettings settings = new OutboxSettings(8 << 20, 64 << 10);
        List<String> taken = new ArrayList<>();
        int written = 0;
        long told = 0;
        long dropped;
        try (Outbox outbox = Outbox.open(folder, settings, InstantSource.system())) {
            for (long lost = 0; lost < 50; lost = outbox.counts().dropped()) {
                outbox.append("gate", "key", "event-" + ++written, payload());
                outbox.sync();
            }
            assertThat(written).as("events until the disk was full").isBetween(150, 350);
            told += take(outbox, taken);
            dropped = outbox.counts().dropped();
            assertThat(outbox.append("gate", "key", "event-" + ++written, payload()))
                    .isPositive();
            assertThat(outbox.sync()).isTrue();
        }
        try (Outbox outbox = Outbox.open(folder, settings, InstantSource.system())) {
            told += take(outbox, taken);
        }
        assertThat(taken).doesNotHaveDuplicates().hasSize(written - 50).endsWith("event-" + written);
        System.out.println("dropped " + dropped + ", told " + told);
    }

    private static byte[] payload() {
        return "x".repeat(EVENT_BYTES).getBytes(StandardCharsets.UTF_8);
    }

    private static long take(Outbox outbox, List<String> into) throws IOException {
        long lost = 0;
        for (OutboxRecord record : outbox.poll(outbox.acknowledgedUpTo(), 10_000)) {
            lost += record.lost();
            if (record.kind() == OutboxRecord.Kind.EVENT) {
                into.add(record.id());
            }
            outbox.acknowledge(record.sequence());
        }
        return lost;
    }
}
