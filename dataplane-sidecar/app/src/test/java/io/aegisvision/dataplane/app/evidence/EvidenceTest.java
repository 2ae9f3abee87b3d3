package io.aegisvision.dataplane.app.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceData.Item;
import io.aegisvision.contract.EvidenceData.Lost;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.EvidenceStage.Clip;
import io.aegisvision.contract.EvidenceStage.Frame;
import io.aegisvision.contract.EvidenceStage.Redact;
import io.aegisvision.dataplane.rules.EventKind;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an event to the file that shows it: frames of a real video, through packets kept, to a volume. */
class EvidenceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EvidenceStage.Store VOLUME =
            new EvidenceStage.Store(null, new EvidenceStage.Volume("evidence"));
    private static final EvidenceData.Item NONE = Item.lost(Lost.NotKept);

    @TempDir
    Path folder;

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(folder.resolve("volume"));
    }

    private static EvidenceStage stage(@Nullable Frame snapshot, @Nullable Clip clip, @Nullable Redact redact) {
        return new EvidenceStage("proof", List.of("gate"), snapshot, clip, redact, VOLUME);
    }

    private Path file(@Nullable Item item) throws Exception {
        Item stored = Objects.requireNonNullElse(item, NONE);
        assertThat(stored.unavailable()).isNull();
        String uri = Objects.requireNonNullElse(stored.uri(), "");
        assertThat(uri).startsWith("pvc://evidence/north/2026-03-01/");
        Path file = folder.resolve("volume").resolve(uri.substring("pvc://evidence/".length()));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(stored.bytes()).isEqualTo(bytes.length);
        assertThat(stored.digest())
                .isEqualTo("sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        return file;
    }

    /** What is stored, or lost, and told does not stay on the cell's disk. */
    private void awaitEmptySpool() throws Exception {
        Path spool = folder.resolve("spool");
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - until < 0) {
            try (var files = Files.list(spool)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
            Thread.sleep(20);
        }
        assertThat(spool).isEmptyDirectory();
    }

    private static BufferedImage picture(Path file) throws Exception {
        return Objects.requireNonNull(ImageIO.read(file.toFile()));
    }

    private static int level(BufferedImage image, double x, double y) {
        return image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())) & 255;
    }

    @Test
    void anEventIsFollowedByItsBestFrameAndAClipThatPlays() throws Exception {
        try (Scene scene = new Scene(folder, stage(Frame.Best, new Clip(400, 400), null), PATIENCE)) {
            scene.play(50);
            scene.cross();
            EventData event = scene.event();
            assertThat(event.evidenceState()).isEqualTo("pending");
            scene.play(70);
            EvidenceData follow = scene.followUp();
            assertThat(follow.eventType()).isEqualTo("io.aegisvision.line.crossed.v1");
            assertThat(follow.stream()).isEqualTo("north");
            Item snapshot = Objects.requireNonNull(follow.snapshot());
            assertThat(List.of(snapshot.begin(), snapshot.end())).containsOnly(Scene.at(Scene.BEST));
            BufferedImage best = picture(file(snapshot));
            assertThat(Scene.number(best.getWidth(), x -> best.getRGB(x, best.getHeight() / 8) & 255))
                    .isEqualTo(Scene.BEST);
            Item clip = Objects.requireNonNull(follow.clip());
            assertThat(clip.begin()).as("a key frame every ten").isEqualTo(Scene.at(40));
            assertThat(clip.end()).isEqualTo(Scene.at(60));
            assertThat(Scene.frames(file(clip)))
                    .isEqualTo(LongStream.rangeClosed(40, 60)
                            .mapToObj(frame -> List.of(frame, (frame - 40) * Scene.PERIOD))
                            .toList());
            awaitEmptySpool();
            assertThat(scene.desk.pending()).isZero();
            assertThat(scene.desk.keyIntervalMicros("north")).isEqualTo(10 * Scene.PERIOD);
        }
    }

    @Test
    void anEventOfNoTrackIsShownByTheFrameThatDecided() throws Exception {
        try (Scene scene = new Scene(folder, stage(Frame.Best, null, null), PATIENCE)) {
            scene.play(50);
            scene.happens(EventKind.OCCUPANCY_RAISED, null, 47);
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            EvidenceData follow = scene.followUp();
            assertThat(follow.clip()).isNull();
            assertThat(Objects.requireNonNull(follow.snapshot()).begin()).isEqualTo(Scene.at(47));
            BufferedImage decided = picture(file(follow.snapshot()));
            assertThat(Scene.number(decided.getWidth(), x -> decided.getRGB(x, decided.getHeight() / 8) & 255))
                    .isEqualTo(47);
        }
    }

    @Test
    void theDecidingFrameCanBeAskedFor() throws Exception {
        try (Scene scene = new Scene(folder, stage(Frame.Decided, null, null), PATIENCE)) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            assertThat(Objects.requireNonNull(scene.followUp().snapshot()).begin())
                    .isEqualTo(Scene.at(50));
        }
    }

    @Test
    void theEndOfWhatHadAPictureHasNone() throws Exception {
        try (Scene scene = new Scene(folder, stage(Frame.Best, null, null), PATIENCE)) {
            scene.play(20);
            scene.happens(EventKind.DWELL_ENDED, new EventData.Track(7, "person"), 20);
            assertThat(scene.event().evidenceState()).isNull();
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
        }
    }

    /** The stream goes before the time after the event has come: the clip is shorter, and is there. */
    @Test
    void aStreamThatEndsGivesWhatItHas() throws Exception {
        try (Scene scene = new Scene(folder, stage(null, new Clip(400, 60_000), null), PATIENCE)) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            scene.evidence.close();
            EvidenceData follow = scene.followUp();
            assertThat(follow.snapshot()).isNull();
            assertThat(Objects.requireNonNull(follow.clip()).end()).isEqualTo(Scene.at(50));
            assertThat(Scene.frames(file(follow.clip()))).hasSize(11);
        }
    }

    @Test
    void boxesAndZonesArePaintedOver() throws Exception {
        Redact redact = new Redact(List.of("person"), List.of("desk"));
        try (Scene scene = new Scene(folder, stage(Frame.Best, null, redact), PATIENCE)) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            Item snapshot = Objects.requireNonNull(scene.followUp().snapshot());
            assertThat(snapshot.redacted()).isTrue();
            BufferedImage image = picture(file(snapshot));
            for (double[] inside :
                    new double[][] {{0.26, 0.26}, {0.49, 0.49}, {0.51, 0.51}, {0.75, 0.99}, {0.99, 0.6}}) {
                assertThat(level(image, inside[0], inside[1]))
                        .as("%s", List.of(inside[0], inside[1]))
                        .isBetween(56, 72);
            }
            assertThat(level(image, 0.1, 0.1)).as("not there").isGreaterThan(90);
            assertThat(level(image, 0.75, 0.4)).as("not there").isGreaterThan(90);
        }
    }

    @Test
    void whatCannotBeRedactedDoesNotLeave() throws Exception {
        for (Redact redact :
                List.of(new Redact(List.of("person"), List.of()), new Redact(List.of(), List.of("a-zone-it-lacks")))) {
            try (Scene scene = new Scene(folder, stage(Frame.Best, new Clip(400, 0), redact), PATIENCE)) {
                scene.play(20);
                // a time of which nobody knows what was seen; in the other case the zone is missing
                scene.evidence.detected(
                        new io.aegisvision.dataplane.app.stream.Epoch("epoch-2", "started", 1),
                        Scene.at(21),
                        List.of());
                scene.happens(EventKind.OCCUPANCY_RAISED, null, 20);
                assertThat(scene.event().evidenceState()).isEqualTo("pending");
                EvidenceData follow = scene.followUp();
                assertThat(follow.snapshot()).isEqualTo(Item.lost(Lost.NoDetections));
                assertThat(follow.clip()).isEqualTo(Item.lost(Lost.RedactionNotSupported));
                awaitEmptySpool();
            }
            assertThat(folder.resolve("volume")).isEmptyDirectory();
        }
    }

    @Test
    void whatAProcessLeftIsFollowedUpByTheNext() throws Exception {
        EvidenceStage stage = stage(Frame.Best, new Clip(400, 60_000), null);
        String id;
        try (Scene scene = new Scene(folder, stage, PATIENCE)) {
            scene.play(20);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            try (var files = Files.list(folder.resolve("spool"))) {
                id = files.findFirst().orElseThrow().getFileName().toString().replace(".json", "");
            }
            // killed: the next one finds its folder as it is
            try (Scene next = new Scene(folder, stage, PATIENCE)) {
                EvidenceData follow = next.followUp();
                assertThat(follow.event()).isEqualTo(id);
                assertThat(follow.snapshot()).isEqualTo(Item.lost(Lost.Stopped));
                assertThat(follow.clip()).isEqualTo(Item.lost(Lost.Stopped));
                awaitEmptySpool();
            }
        }
    }

    @Test
    void whatIsTooMuchIsSaidToBe() throws Exception {
        try (Scene scene = new Scene(folder, stage(Frame.Best, new Clip(400, 60_000), null), PATIENCE)) {
            scene.play(20);
            for (int i = 0; i <= EvidenceDesk.MOST_EVENTS; i++) {
                scene.cross();
                assertThat(scene.event().evidenceState()).isEqualTo("pending");
            }
            EvidenceData follow = scene.followUp();
            assertThat(follow.snapshot()).isEqualTo(Item.lost(Lost.QueueFull));
            assertThat(scene.desk.pending()).isEqualTo(EvidenceDesk.MOST_EVENTS);
            scene.desk.drain(Duration.ZERO);
            for (int i = 0; i < EvidenceDesk.MOST_EVENTS; i++) {
                assertThat(scene.followUp().clip()).isEqualTo(Item.lost(Lost.Stopped));
            }
        }
    }
}
