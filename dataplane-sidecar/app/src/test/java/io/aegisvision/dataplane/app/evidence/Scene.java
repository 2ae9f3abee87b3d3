package io.aegisvision.dataplane.app.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.app.stream.Epoch;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.rules.EventKind;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.tracker.Tracks;
import io.aegisvision.dataplane.video.RgbImage;
import io.aegisvision.dataplane.video.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is played from a file of 75 frames, with one detection and one track in each, which is largest in frame
 * {@value #BEST}; and what its events and follow-ups become. A frame is known by where its bar stands.
 */
final class Scene implements AutoCloseable {
    static final int BEST = 33;
    static final long PERIOD = 40_000;
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final long START = NOW.toEpochMilli() * 1000;
    static final StreamAssignment STREAM = new StreamAssignment(
            "north",
            "uid-1",
            new Source(Kind.FILE, "unused", null, null, Transport.TCP, false, false),
            List.of(new StreamAssignment.Shape("desk", "0.5,0.5 1,0.5 1,1 0.5,1")),
            List.of(),
            null,
            List.of());
    private static final RuleStage GATE = new RuleStage(
            "gate",
            "r",
            "tracks",
            RuleStage.Subject.ANY,
            new RuleStage.LineCross("entry", RuleStage.CrossDirection.Both));
    static final ModelVersion VERSION = new ModelVersion(
            "street",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/none", "sha256:" + "1".repeat(64), null, null),
            List.of("person", "car"),
            new ModelVersion.Input(
                    "images",
                    64,
                    64,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));

    /** What came out, in order: {@link EventData} and {@link EvidenceData}. */
    final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    final EvidenceDesk desk;
    final StreamEvidence evidence;
    private final EventOutlet outlet;
    private final Feed feed;
    private final Epoch epoch = new Epoch("epoch-1", "started", 1.6);
    private final DetectedBoxes boxes = new DetectedBoxes();
    private int next;
    private int events;

    Scene(Path folder, EvidenceStage stage, Duration patience) {
        desk = new EvidenceDesk(
                new Spool(folder.resolve("spool")),
                new Uploads(folder.resolve("volume"), patience),
                (data, subject, at) -> told.add(data),
                (kind, outcome) -> {});
        desk.configure(stage);
        evidence = desk.of("north");
        evidence.plan(stage, STREAM);
        outlet = evidence.noting(new EventOutlet() {
            @Override
            public void append(String streamUid, RuleEvent event, EventData data) {
                told.add(data);
            }

            @Override
            public void sync() {}
        });
        feed = open(Clip.write(folder.resolve("played.mp4"), "mp4", Map.of(), 3));
    }

    static Feed open(Path file) {
        Source source = new Source(Kind.FILE, file.toString(), null, null, Transport.TCP, false, false);
        Feed.Attempt attempt = VideoFeed.opener(InstantSource.fixed(NOW)).open(source);
        assertThat(attempt).isInstanceOf(Feed.Attempt.Ready.class);
        return ((Feed.Attempt.Ready) attempt).feed();
    }

    static long at(int frame) {
        return START + frame * PERIOD;
    }

    /** Plays up to and with that frame, each analysed. */
    void play(int to) {
        for (; next <= to; next++) {
            evidence.reading(feed);
            assertThat(feed.next()).isEqualTo(Step.FRAME);
            if (next == 0) {
                evidence.begin(epoch);
            }
            boxes.clear();
            boxes.add(0.25, 0.25, 0.5, 0.5, 0.9, 0);
            evidence.detected(epoch, at(next), List.of(new Analysis.Found("objects", VERSION, boxes)));
            evidence.tracked("tracks", new OneTrack(next == BEST ? 0.5f : 0.2f));
        }
    }

    /** Track 7 crosses now, in the newest frame. */
    void cross() {
        happens(EventKind.LINE_CROSSED, new EventData.Track(7, "person"), next - 1);
    }

    /** Something is told, as decided by that frame. */
    void happens(EventKind kind, EventData.@Nullable Track track, int frame) {
        RuleEvent event = new RuleEvent(
                GATE, kind, track, events++, 0, null, null, null, null, null, null, at(frame), at(frame), List.of(),
                List.of());
        outlet.append(
                "uid-1",
                event,
                event.data(new RuleEvent.Place(
                        "north", epoch.id(), "yard-1", new EventData.Model("street", "v1", "sha256:1"), false)));
        outlet.sync();
    }

    EventData event() throws InterruptedException {
        return (EventData) taken();
    }

    EvidenceData followUp() throws InterruptedException {
        return (EvidenceData) taken();
    }

    private Object taken() throws InterruptedException {
        Object one = told.poll(60, TimeUnit.SECONDS);
        assertThat(one).as("something told").isNotNull();
        return one == null ? "" : one;
    }

    /** Numbers of the frames of a clip, with their times from its begin. */
    static List<List<Long>> frames(Path clip) {
        List<List<Long>> frames = new ArrayList<>();
        try (Feed played = open(clip)) {
            while (played.next() == Step.FRAME) {
                RgbImage picture = played.picture().toRgb();
                frames.add(
                        List.of((long) number(picture.width(), x -> red(picture, x)), played.captureMicros() - START));
            }
        }
        return frames;
    }

    private static int red(RgbImage picture, int x) {
        return picture.rgb()[(picture.height() / 8 * picture.width() + x) * 3] & 255;
    }

    /** Level of a pixel of the row in which the bar is looked for. */
    interface Row {
        int level(int x);
    }

    /** By the bar's left edge, which moves by 4 pixels a frame; of 80. */
    static int number(int width, Row row) {
        for (int x = 0; x < width; x++) {
            if (row.level(Math.floorMod(x - 2, width)) < 160 && row.level((x + 2) % width) > 160) {
                return Math.round(x / 4f) % (width / 4);
            }
        }
        return -1;
    }

    @Override
    public void close() {
        desk.close();
        evidence.close();
        feed.close();
    }

    /** Track 7, seen. */
    private record OneTrack(float side) implements Tracks {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public long id(int index) {
            return 7;
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public boolean seen(int index) {
            return true;
        }

        @Override
        public long lastSeenMicros(int index) {
            return 0;
        }

        @Override
        public long firstSeenMicros(int index) {
            return 0;
        }

        @Override
        public float score(int index) {
            return 0.9f;
        }

        @Override
        public float x1(int index) {
            return 0.25f;
        }

        @Override
        public float y1(int index) {
            return 0.25f;
        }

        @Override
        public float x2(int index) {
            return 0.25f + side;
        }

        @Override
        public float y2(int index) {
            return 0.25f + side;
        }

        @Override
        public int endedSize() {
            return 0;
        }

        @Override
        public long endedId(int index) {
            return 0;
        }
    }
}
