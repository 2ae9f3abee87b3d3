package io.aegisvision.dataplane.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.EngineKind;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.model.StreetModels;
import io.aegisvision.dataplane.testkit.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All of a data plane that needs no Triton, in a folder of its own. */
public final class WholeCell implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of the picture that the models of the street know. */
    public static final int WIDTH = 640;

    public static final int HEIGHT = 360;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Cell cell;

    /** Not started. @param config what it is told first */
    public WholeCell(Path folder, CellConfig config) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("config"));
        write(config);
        this.cell = new Cell(environment(), InstantSource.system(), why -> {});
    }

    /** A video in which the frame that the models know stands for so many seconds. */
    public static Path knownFrame(Path folder, int seconds) throws IOException {
        byte[] known = Files.readAllBytes(StreetModels.artifact("v1").resolve("warmup.rgb"));
        return Clip.picture(folder.resolve("known.mp4"), WIDTH, HEIGHT, known, seconds);
    }

    /** A cell with one stream, of a file that is played again and again. */
    public static CellConfig config(
            String revision,
            PipelineGraph graph,
            Path video,
            List<StreamAssignment.Shape> zones,
            ModelVersion runs,
            List<ModelVersion> versions) {
        StreamAssignment stream = new StreamAssignment(
                "north",
                "uid-1",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE,
                        video.toString(),
                        null,
                        null,
                        StreamAssignment.Transport.TCP,
                        true,
                        true),
                zones,
                List.of(),
                null,
                List.of(new StreamAssignment.ArmOf("objects", runs.digest(), StreamAssignment.Arm.Baseline)));
        return new CellConfig(
                CellConfig.SCHEMA,
                "plant-7",
                "yard-0",
                "yard",
                revision,
                graph,
                versions,
                List.of(stream),
                List.of(),
                List.of(),
                CellConfig.View.Enabled);
    }

    /** The artifact as an earlier start of the cell has pulled it. */
    public void pulled(ModelVersion version) throws IOException {
        String hex = version.artifact().digest().substring("sha256:".length());
        Path into = Files.createDirectories(folder.resolve("data/artifacts").resolve(hex));
        try (Stream<Path> files = Files.list(StreetModels.artifact(version.version()))) {
            for (Path file : files.toList()) {
                Files.copy(file, into.resolve(file.getFileName()));
            }
        }
    }

    /** Tells it another config. */
    public void write(CellConfig config) throws IOException {
        Path draft = folder.resolve("draft");
        Files.write(draft, JSON.writeValueAsBytes(config));
        Files.move(draft, folder.resolve("config/cell.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts it. */
    public void start() {
        cell.start();
    }

    /** Waits until its state is as it should be, and gives that. */
    public CellState await(String what, Predicate<CellState> holds) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        CellState state = cell.state();
        while (!holds.test(state)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited too long for " + what + ": " + state);
            }
            Thread.sleep(20);
            state = cell.state();
        }
        return state;
    }

    Cell cell() {
        return cell;
    }

    private Environment environment() {
        return new Environment(
                EngineKind.Embedded,
                1,
                folder.resolve("config"),
                folder.resolve("nowhere"),
                folder.resolve("data"),
                folder.resolve("nowhere"),
                "127.0.0.1",
                1,
                0,
                16,
                folder.resolve("log"),
                Duration.ofSeconds(1));
    }

    @Override
    public void close() {
        cell.close();
    }
}
