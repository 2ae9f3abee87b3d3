package io.aegisvision.dataplane.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.testkit.ProcessUse;
import io.aegisvision.dataplane.video.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real models in this process. */
class EmbeddedEngineTest {
    private final EmbeddedEngine engine = new EmbeddedEngine(2);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        engine.close();
    }

    private static Path model(String name) {
        return StreetModels.artifact(name).resolve("model.onnx");
    }

    /** Completes with an empty text, or with what became of it. */
    private record Told(CompletableFuture<String> outcome) implements Detector.Answer {
        @Override
        public void done(long nanos) {
            outcome.complete("");
        }

        @Override
        public void failed(boolean serverGone) {
            outcome.complete("failed");
        }

        @Override
        public void overdue() {
            outcome.complete("overdue");
        }
    }

    private static void detect(Detector detector, Picture picture, DetectedBoxes into) throws Exception {
        int slot = detector.load(picture);
        assertThat(slot).isNotNegative();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        detector.infer(slot, new Told(outcome));
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEmpty();
        detector.read(slot, into);
        detector.release(slot);
    }

    private static KnownFrame known(String name) throws IOException {
        return Objects.requireNonNull(KnownFrame.read(StreetModels.artifact(name)));
    }

    private static Picture picture(String name) throws IOException {
        return Picture.ofRgb(Objects.requireNonNull(known(name).picture(StreetModels.artifact(name))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3"})
    void eachVersionFindsTheBoxesThatItsArtifactSays(String name) throws Exception {
        ModelVersion version = StreetModels.version(name);
        engine.load(version, model(name));
        Detector detector = engine.detector(version, 2, () -> {});
        DetectedBoxes found = new DetectedBoxes();
        try (Picture picture = picture(name)) {
            detect(detector, picture, found);
            detect(detector, picture, found);
        }
        detector.retire();
        assertThat(known(name).difference(found, version)).isNull();
    }

    @Test
    void whatDoesNotFitItsVersionIsNotLoaded() throws Exception {
        ModelVersion version = StreetModels.version("v1");
        Path noise = Files.write(folder.resolve("model.onnx"), new byte[4096]);
        assertThatThrownBy(() -> engine.load(version, noise))
                .isInstanceOfSatisfying(
                        Engine.NotLoaded.class, why -> assertThat(why.reason()).isEqualTo(ModelReason.LoadFailed))
                .hasMessageContaining("cannot be loaded");
        ModelVersion.Input in = version.input();
        ModelVersion other = new ModelVersion(
                version.model(),
                version.version(),
                version.digest(),
                version.artifact(),
                version.labels(),
                new ModelVersion.Input(
                        "pictures",
                        in.width(),
                        in.height(),
                        in.layout(),
                        in.dataType(),
                        in.normalization(),
                        in.letterbox()),
                version.output());
        assertThatThrownBy(() -> engine.load(other, model("v1"))).hasMessage("the model has no input pictures");
        assertThat(engine.serves(version)).isFalse();
        assertThatThrownBy(() -> engine.detector(version, 1, () -> {})).isInstanceOf(IOException.class);
    }

    /** As a trial and its end have it: two versions side by side, the old one retired under way and unloaded. */
    @Test
    void oneVersionTakesAnothersPlace() throws Exception {
        ModelVersion before = StreetModels.version("v1");
        ModelVersion after = StreetModels.version("v2");
        engine.load(before, model("v1"));
        engine.load(after, model("v2"));
        AtomicInteger freed = new AtomicInteger();
        Detector old = engine.detector(before, 2, freed::incrementAndGet);
        Detector fresh = engine.detector(after, 2, () -> {});
        DetectedBoxes found = new DetectedBoxes();
        try (Picture picture = picture("v2")) {
            int slot = old.load(picture);
            CompletableFuture<String> outcome = new CompletableFuture<>();
            old.infer(slot, new Told(outcome));
            old.retire();
            detect(fresh, picture, found);
            assertThat(known("v2").difference(found, after)).isNull();
            assertThat(outcome.get(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(freed).as("its frame is not read yet").hasValue(0);
            old.read(slot, found);
            old.release(slot);
            assertThat(freed).hasValue(1);
        }
        engine.unload(before);
        assertThat(engine.serves(before)).isFalse();
        assertThat(engine.serves(after)).isTrue();
        fresh.retire();
    }

    @Test
    void manyStreamsShareTheWorkersAndFindTheSame() throws Exception {
        ModelVersion version = StreetModels.version("v1");
        engine.load(version, model("v1"));
        List<CompletableFuture<String>> streams = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Detector detector = engine.detector(version, 2, () -> {});
            streams.add(CompletableFuture.supplyAsync(() -> {
                DetectedBoxes found = new DetectedBoxes();
                try (Picture picture = picture("v1")) {
                    for (int frame = 0; frame < 10; frame++) {
                        detect(detector, picture, found);
                    }
                    detector.retire();
                    String difference = known("v1").difference(found, version);
                    return difference == null ? "" : difference;
                } catch (Exception e) {
                    return e.toString();
                }
            }));
        }
        for (CompletableFuture<String> stream : streams) {
            assertThat(stream.get(60, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void whatIsUnloadedIsFreed() throws Exception {
        ModelVersion version = StreetModels.version("v1");
        rounds(version, 8);
        long before = ProcessUse.now().nativeBytes();
        rounds(version, 24);
        // a round that left its session would leave more than the 2.7 MB of its weights
        assertThat((ProcessUse.now().nativeBytes() - before) / 24).isLessThan(400_000);
    }

    private void rounds(ModelVersion version, int count) throws Exception {
        DetectedBoxes found = new DetectedBoxes();
        for (int i = 0; i < count; i++) {
            engine.load(version, model("v1"));
            Detector detector = engine.detector(version, 1, () -> {});
            try (Picture picture = picture("v1")) {
                detect(detector, picture, found);
            }
            detector.retire();
            engine.unload(version);
        }
    }
}
