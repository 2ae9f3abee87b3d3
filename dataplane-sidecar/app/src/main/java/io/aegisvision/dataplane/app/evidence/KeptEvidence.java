package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.EvidenceStage.Clip;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.app.stream.Epoch;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.event.EventEncoder;
import io.aegisvision.dataplane.event.EventFacts;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.tracker.Tracks;
import io.aegisvision.dataplane.video.PacketRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest packets and the newest boxes of one stream, while its pipeline asks for evidence. */
final class KeptEvidence implements StreamEvidence {
    /** Of one stream: 4 Mbit/s for half a minute. A richer stream is kept for a shorter time. */
    static final long RING_BYTES = 16L << 20;
    /** What a clip may have to begin earlier by: cameras send a key frame every one to ten seconds. */
    private static final Duration KEY_FRAMES = Duration.ofSeconds(10);
    /** From a frame's packet to the end of its analysis, and until a busy desk comes to it. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** What is to be kept. */
    record Plan(EvidenceStage stage, StreamAssignment stream) {}

    /** What is kept now. */
    record Memory(PacketRing ring, SeenFrames seen, Duration span) {}

    private final EvidenceDesk desk;
    private volatile @Nullable Plan plan;
    private volatile @Nullable Memory memory;
    private volatile boolean closed;
    // the reading thread's
    private @Nullable Feed session;
    private @Nullable Memory attached;
    private @Nullable String epoch;

    KeptEvidence(EvidenceDesk desk) {
        this.desk = desk;
    }

    @Override
    public synchronized void plan(@Nullable EvidenceStage stage, StreamAssignment stream) {
        if (closed) {
            return;
        }
        Memory present = memory;
        plan = stage == null ? null : new Plan(stage, stream);
        if (stage == null) {
            memory = null;
            if (present != null) {
                release(present);
            }
            return;
        }
        Duration span = span(stage);
        if (present == null || present.span().compareTo(span) < 0) {
            memory = new Memory(new PacketRing(span, RING_BYTES), new SeenFrames(), span);
            if (present != null) {
                release(present);
            }
        }
    }

    private static Duration span(EvidenceStage stage) {
        Clip clip = stage.clip();
        Duration asked = clip == null ? Duration.ZERO : Duration.ofMillis(clip.beforeMillis() + clip.afterMillis());
        return asked.plus(KEY_FRAMES).plus(LATE);
    }

    /** After the desk has made what was asked for from it. */
    private void release(Memory gone) {
        desk.afterAll(this, gone.ring()::close);
    }

    @Override
    public void reading(Feed from) {
        Memory present = memory;
        if (present == attached && from == session) {
            return;
        }
        if (present != null) {
            from.keepPackets(present.ring());
            if (from == session && epoch != null) {
                present.ring().epoch(epoch);
            }
        }
        attached = present;
        session = from;
    }

    @Override
    public void begin(Epoch next) {
        epoch = next.id();
        Memory present = attached;
        if (present != null) {
            present.ring().epoch(next.id());
        }
    }

    @Override
    public void detected(Epoch in, long captureMicros, List<Analysis.Found> found) {
        Memory present = memory;
        if (present != null) {
            present.seen().detected(in.id(), captureMicros, found);
        }
    }

    @Override
    public void tracked(String tracker, Tracks tracks) {
        Memory present = memory;
        if (present != null) {
            present.seen().tracked(tracker, tracks);
        }
    }

    @Override
    public EventOutlet noting(EventOutlet outlet) {
        return new EventOutlet() {
            private final List<Noted> fresh = new ArrayList<>();

            @Override
            public void append(String streamUid, RuleEvent event, EventData data) {
                Plan asked = plan;
                if (asked == null || !event.begins() || !asked.stage().from().contains(data.rule())) {
                    outlet.append(streamUid, event, data);
                    return;
                }
                Noted noted = note(asked.stage(), streamUid, event, data);
                desk.note(noted);
                outlet.append(streamUid, event, data.pending());
                fresh.add(noted);
            }

            @Override
            public void sync() {
                outlet.sync();
                // not before: the follow-up comes after the event
                fresh.forEach(noted -> desk.take(noted, KeptEvidence.this));
                fresh.clear();
            }
        };
    }

    private static Noted note(EvidenceStage stage, String streamUid, RuleEvent event, EventData data) {
        EventData.@Nullable Track track = data.track();
        String id = EventEncoder.id(new EventFacts(event.kind().type(), streamUid, event.n(), ""), data);
        return new Noted(
                id,
                event.kind().type(),
                EventEncoder.subject(data),
                data.stream(),
                data.epoch(),
                data.rule(),
                data.captureEstimated(),
                event.rule().from(),
                track == null ? -1 : track.id(),
                data.at(),
                data.decidedAt(),
                stage.snapshot() != null,
                stage.clip() != null);
    }

    @Nullable
    Plan plan() {
        return plan;
    }

    @Nullable
    Memory memory() {
        return memory;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Memory last = memory;
        desk.afterAll(this, last == null ? () -> {} : last.ring()::close);
    }
}
