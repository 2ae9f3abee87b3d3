package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable revision of a pipeline, references resolved: frames are sampled once, then every detector sees each
 * sampled frame, each tracker reads one detector, each rule one tracker, each sink a set of rules.
 *
 * @param revision name of the revision, for example {@code yard-3}
 * @param sampling which frames of each stream
 * @param detectors at least one
 * @param trackers each reads one detector by name
 * @param rules each reads one tracker by name
 * @param sinks each reads rules by name
 * @param evidence what is kept to show why events were told, or null
 */
public record PipelineGraph(
        String revision,
        Sampling sampling,
        List<DetectStage> detectors,
        List<TrackStage> trackers,
        List<RuleStage> rules,
        List<SinkStage> sinks,
        @Nullable EvidenceStage evidence) {
    public PipelineGraph {
        detectors = Lists.copy(detectors);
        trackers = Lists.copy(trackers);
        rules = Lists.copy(rules);
        sinks = Lists.copy(sinks);
    }

    /** Without evidence. */
    public PipelineGraph(
            String revision,
            Sampling sampling,
            List<DetectStage> detectors,
            List<TrackStage> trackers,
            List<RuleStage> rules,
            List<SinkStage> sinks) {
        this(revision, sampling, detectors, trackers, rules, sinks, null);
    }

    /**
     * @param name the stage's name
     * @param model the Model's name; which version a stream uses is in its {@link StreamAssignment#arms()}
     * @param labels labels to keep; empty keeps all
     */
    public record DetectStage(String name, String model, List<String> labels) {
        public DetectStage {
            labels = Lists.copy(labels);
        }
    }

    /**
     * @param name the stage's name
     * @param from the detector's name
     * @param algorithm which tracker
     * @param lostAfterMillis a track unseen for longer ends
     */
    public record TrackStage(String name, String from, Algorithm algorithm, long lostAfterMillis) {
        /** Which tracker. */
        public enum Algorithm {
            /** Two-stage association by overlap. */
            ByteTrack,
            /** Association by overlap and direction of movement. */
            OcSort
        }
    }

    /**
     * @param name the stage's name
     * @param from names of the rules whose events go out here
     * @param kafka where to
     * @param durability of events that wait; absent in what an older operator wrote: the default
     */
    public record SinkStage(String name, List<String> from, KafkaConnection kafka, Durability durability) {
        public SinkStage {
            from = Lists.copy(from);
            durability = durability == null ? Durability.FSYNC : durability;
        }

        /** With the default durability. */
        public SinkStage(String name, List<String> from, KafkaConnection kafka) {
            this(name, from, kafka, Durability.FSYNC);
        }
    }
}
