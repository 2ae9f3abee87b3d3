package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceData.Item;
import io.aegisvision.contract.EvidenceData.Lost;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.dataplane.app.evidence.EvidenceMaker.Made;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evidence of a cell's events, from the note to the follow-up. One thread makes files, one event after the other, so
 * that evidence never takes more than one core; others store them. What waits is bounded by number and by bytes; beyond
 * that the follow-up says so at once. Each event that was noted gets exactly one follow-up from this process, and one
 * that a process left behind is followed up by the next.
 */
public final class EvidenceDesk implements StreamEvidence.Source, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceDesk.class);
    /** Events that wait, all streams together. */
    static final int MOST_EVENTS = 256;

    private static final long LOOK_MILLIS = 250;
    /** For packets to come, beyond the time after the event that a clip shows; then it is shorter. */
    private static final long LATE_MILLIS = 10_000;

    /** Told what became of each file; any thread. */
    public interface Outcomes {
        /**
         * @param kind {@code snapshot} or {@code clip}
         * @param outcome {@code Stored}, or a {@link Lost}'s name
         */
        void became(String kind, String outcome);
    }

    /**
     * Files to be made, from what was planned and kept when the event was told.
     *
     * @param makeByNanos at the latest
     */
    private record Job(
            Noted noted,
            KeptEvidence of,
            KeptEvidence.Plan plan,
            KeptEvidence.Memory memory,
            long afterMillis,
            long makeByNanos) {}

    private final Spool spool;
    private final FollowUps follow;
    private final Outcomes outcomes;
    private final Uploads uploads;
    private final ScheduledExecutorService maker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("evidence").factory());
    private final Map<String, Noted> open = new ConcurrentHashMap<>();
    /** Those whose files are not made yet; the maker's. */
    private final Map<String, Job> waiting = new ConcurrentHashMap<>();

    private final Map<String, KeptEvidence> streams = new ConcurrentHashMap<>();
    private boolean recovered;

    /**
     * @param folder for files on their way, on a volume that survives a restart of the container
     * @param volume where a volume for evidence is mounted, if any
     */
    public EvidenceDesk(Path folder, Path volume, FollowUps follow, Outcomes outcomes) {
        this(new Spool(folder), new Uploads(volume, Uploads.PATIENCE), follow, outcomes);
    }

    EvidenceDesk(Spool spool, Uploads uploads, FollowUps follow, Outcomes outcomes) {
        this.spool = spool;
        this.uploads = uploads;
        this.follow = follow;
        this.outcomes = outcomes;
    }

    @Override
    public StreamEvidence of(String stream) {
        KeptEvidence fresh = new KeptEvidence(this);
        streams.put(stream, fresh);
        return fresh;
    }

    /** Stores there from now on; what an earlier process left is followed up first. One thread. */
    public void configure(@Nullable EvidenceStage stage) {
        uploads.to(stage == null ? null : stage.store());
        if (!recovered) {
            recovered = true;
            for (Noted left : spool.left()) {
                tell(left, left.lost(Lost.Stopped));
            }
        }
    }

    /** An event is about to be told; by its stream's thread. Remembered on disk, so that a crash does not forget it. */
    void note(Noted noted) {
        open.put(noted.id(), noted);
        spool.remember(noted);
    }

    /** The event is told: its evidence is to be made. */
    void take(Noted noted, KeptEvidence of) {
        KeptEvidence.Plan plan = of.plan();
        KeptEvidence.Memory memory = of.memory();
        try {
            if (plan == null || memory == null) {
                maker.execute(() -> finish(noted, noted.lost(Lost.NotKept)));
            } else if (open.size() > MOST_EVENTS) {
                maker.execute(() -> finish(noted, noted.lost(Lost.QueueFull)));
            } else {
                EvidenceStage.@Nullable Clip clip = plan.stage().clip();
                long after = clip == null ? 0 : clip.afterMillis();
                long makeBy = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(after + LATE_MILLIS);
                Job job = new Job(noted, of, plan, memory, after, makeBy);
                waiting.put(noted.id(), job);
                maker.schedule(() -> look(job), after, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            finish(noted, noted.lost(Lost.Stopped));
        }
    }

    private void look(Job job) {
        Noted noted = job.noted();
        boolean complete = !noted.clip()
                || job.memory().ring().reached(noted.epoch(), noted.decidedAt() + job.afterMillis() * 1000);
        if (complete || System.nanoTime() - job.makeByNanos() >= 0) {
            make(job);
        } else if (waiting.containsKey(noted.id())) {
            try {
                maker.schedule(() -> look(job), LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                make(job);
            }
        }
    }

    /** Makes what a stream's events still wait for, and then does something; for the end of what it is made from. */
    void afterAll(KeptEvidence of, Runnable then) {
        Runnable all = () -> {
            for (Job job : List.copyOf(waiting.values())) {
                if (job.of() == of) {
                    make(job);
                }
            }
            then.run();
            if (of.closed()) {
                streams.values().remove(of);
            }
        };
        try {
            maker.execute(all);
        } catch (RejectedExecutionException e) {
            then.run();
        }
    }

    private void make(Job job) {
        Noted noted = job.noted();
        if (waiting.remove(noted.id()) == null) {
            return; // made already
        }
        try {
            Made picture = picture(job);
            Made video = video(job);
            uploads.put(noted, picture, video, follows -> later(() -> finish(noted, follows)));
        } catch (IOException | RuntimeException e) {
            LOG.error("stream {}: evidence of event {} could not be made", noted.stream(), noted.id(), e);
            finish(noted, noted.lost(Lost.Failed));
        }
    }

    private @Nullable Made picture(Job job) throws IOException {
        Noted noted = job.noted();
        if (!noted.snapshot()) {
            return null;
        }
        return spool.isFull()
                ? new Made.Not(Lost.QueueFull)
                : EvidenceMaker.snapshot(noted, job.plan(), job.memory(), spool.file(noted, ".jpg"));
    }

    private @Nullable Made video(Job job) throws IOException {
        Noted noted = job.noted();
        EvidenceStage.@Nullable Clip clip = job.plan().stage().clip();
        if (clip == null || !noted.clip()) {
            return null;
        }
        return spool.isFull()
                ? new Made.Not(Lost.QueueFull)
                : EvidenceMaker.clip(noted, clip, job.plan(), job.memory(), spool.file(noted, ".mp4"));
    }

    private void later(Runnable task) {
        try {
            maker.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: whoever waits for it has been told
        }
    }

    private void finish(Noted noted, EvidenceData data) {
        if (open.remove(noted.id()) != null) {
            tell(noted, data);
        }
    }

    private void tell(Noted noted, EvidenceData data) {
        follow.follow(data, noted.subject(), noted.at());
        spool.forget(noted);
        count("snapshot", data.snapshot());
        count("clip", data.clip());
    }

    private void count(String kind, @Nullable Item item) {
        if (item != null) {
            Lost why = item.unavailable();
            outcomes.became(kind, why == null ? "Stored" : why.name());
        }
    }

    /** Events that wait for their evidence. */
    public int pending() {
        return open.size();
    }

    /** Bytes of packets that are kept for a stream. */
    public long ringBytes(String stream) {
        KeptEvidence of = streams.get(stream);
        KeptEvidence.Memory memory = of == null ? null : of.memory();
        return memory == null ? 0 : memory.ring().bytes();
    }

    /** Between a stream's newest two key frames, microseconds; 0 when that is not known. */
    public long keyIntervalMicros(String stream) {
        KeptEvidence of = streams.get(stream);
        KeptEvidence.Memory memory = of == null ? null : of.memory();
        return memory == null ? 0 : memory.ring().keyIntervalMicros();
    }

    /** Stores what it can in that time; the rest is followed up as lost. After the streams are closed. */
    public void drain(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!open.isEmpty() && System.nanoTime() - until < 0) {
            Thread.sleep(20); // at shutdown only
        }
        uploads.close();
        maker.shutdown();
        if (!maker.awaitTermination(1, TimeUnit.SECONDS)) {
            maker.shutdownNow();
        }
        for (Noted left : new ArrayList<>(open.values())) {
            finish(left, left.lost(Lost.Stopped));
        }
    }

    /** Ends at once; what waits is followed up by the next process. */
    @Override
    public void close() {
        uploads.close();
        maker.shutdownNow();
    }
}
