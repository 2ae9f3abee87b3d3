package io.aegisvision.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cell is doing now, {@code GET /v1/state}. Counters run from the start of the process ({@code bootId}).
 *
 * @param schema version of this schema, {@link CellConfig#SCHEMA}
 * @param cell the cell's name
 * @param bootId unique per start of the data-plane process
 * @param appliedRevision {@link CellConfig#revision()} of the config that is in force
 * @param configProblem why a newer config was not applied, or null
 * @param engine what runs its models
 * @param outbox events on their way out
 */
public record CellState(
        int schema,
        String cell,
        String bootId,
        String appliedRevision,
        @Nullable String configProblem,
        Engine engine,
        Outbox outbox,
        List<ModelState> models,
        List<StreamState> streams,
        List<TrialState> trials) {
    public CellState {
        models = Lists.copy(models);
        streams = Lists.copy(streams);
        trials = Lists.copy(trials);
    }

    /**
     * @param live answers at all
     * @param restarts how often it was seen to start anew since the data plane started
     * @param problem for people, or null
     * @param largestBatch frames that it joins into one batch at most; 0 where it joins none
     */
    public record Engine(
            boolean live, int restarts, @Nullable String problem, int largestBatch) {}

    /**
     * @param appended events durably appended since start
     * @param delivered events acknowledged by the broker since start
     * @param pending events appended and not yet acknowledged
     * @param oldestPendingMillis age of the oldest pending event; 0 if none
     * @param dropped events lost to overflow or a full disk since start
     * @param sinkReachable false while the broker does not answer
     * @param problem for people, or null; no credentials
     */
    public record Outbox(
            long appended,
            long delivered,
            long pending,
            long oldestPendingMillis,
            long dropped,
            boolean sinkReachable,
            @Nullable String problem) {
        private static final long[] AGES_MINUTES = {1, 10, 60, 360};

        /** How long events have waited, as coarse as statuses tell it: 0, 1, 10, 60 or 360 minutes, or longer. */
        public long waitingMinutes() {
            long least = 0;
            for (long age : AGES_MINUTES) {
                least = oldestPendingMillis >= age * 60_000 ? age : least;
            }
            return least;
        }
    }

    /** Life of a model version in a cell. */
    public enum ModelPhase {
        Pulling,
        Loading,
        Warming,
        /** The known frame gave the expected boxes. */
        Loaded,
        Failed,
        /** No stream uses it any more; it is being unloaded. */
        Unloading
    }

    /**
     * @param digest version digest
     * @param reason {@link ModelReason} name when Failed, else null
     * @param message for people, or null
     */
    public record ModelState(
            String model,
            String version,
            String digest,
            ModelPhase phase,
            @Nullable ModelReason reason,
            @Nullable String message) {}

    /** Why a model version is not served by this cell. */
    public enum ModelReason {
        ArtifactNotFound,
        ArtifactUnauthorized,
        ArtifactUnreachable,
        DigestMismatch,
        InvalidArtifact,
        LoadFailed,
        WarmupFailed,
        WarmupMismatch,
        ServerUnavailable
    }

    /** What a stream's runner is doing. */
    public enum StreamPhase {
        /** Waiting for its models to be loaded. */
        WaitingForModel,
        Connecting,
        Running,
        /** Failed, will try again. */
        Backoff,
        /** A file that is not looped came to its end. */
        Ended
    }

    /** Why a stream is not running well. */
    public enum StreamReason {
        SourceUnreachable,
        SourceRefused,
        SourceUnauthorized,
        SourceNotVideo,
        SourceStalled,
        /** A call into the video library does not return; it was abandoned. */
        SourceHung,
        SourceEnded,
        DecodeFailed,
        ModelNotLoaded,
        InferenceUnavailable,
        InvalidShape
    }

    /**
     * Always: decoded = sampledOut + still + processed + sum of dropped + inFlight.
     *
     * @param name the Stream's name
     * @param uid the Stream's uid
     * @param epoch unique name of the present epoch, or null before the first frame
     * @param epochReason why the present epoch began, or null
     * @param sessions connections opened to the source since start
     * @param decoded frames decoded since start
     * @param sampledOut frames that pacing left out
     * @param still sampled frames that were not detected since nothing had moved; tracks and rules saw them as they were
     * @param processed frames that went through detection, tracking and rules
     * @param inFlight frames sampled and not yet processed
     * @param dropped by reason, for example {@code superseded}, {@code ring-full}, {@code inference-failed}
     * @param lastFrameAgeMillis since the last frame was decoded; -1 before the first
     * @param firstProcessedAtMillis wall clock of the first processed frame since the runner started; 0 before it
     */
    public record StreamState(
            String name,
            String uid,
            StreamPhase phase,
            @Nullable StreamReason reason,
            @Nullable String message,
            @Nullable String epoch,
            @Nullable String epochReason,
            long sessions,
            long decoded,
            long sampledOut,
            long still,
            long processed,
            long inFlight,
            Map<String, Long> dropped,
            double decodedPerSecond,
            double processedPerSecond,
            long lastFrameAgeMillis,
            long firstProcessedAtMillis,
            long repeatedTimestamps,
            List<StreamAssignment.ArmOf> arms) {
        public StreamState {
            @Nullable Map<String, Long> given = dropped;
            dropped = given == null ? Map.of() : Map.copyOf(given);
            arms = Lists.copy(arms);
        }
    }

    /**
     * @param canaryUid the Canary's uid
     * @param clips number of clips in the set; 0 until its manifest was read
     * @param clipsPerSource clips by source group
     * @param nextUnit clips before this one (in the order of the trial) are judged
     * @param windows guard windows closed so far
     * @param problem why judging does not go on, or null
     */
    public record TrialState(
            String canaryUid,
            int clips,
            Map<String, Integer> clipsPerSource,
            int nextUnit,
            int windows,
            @Nullable ModelReason reason,
            @Nullable String problem) {
        public TrialState {
            @Nullable Map<String, Integer> given = clipsPerSource;
            clipsPerSource = given == null ? Map.of() : Map.copyOf(given);
        }
    }
}
