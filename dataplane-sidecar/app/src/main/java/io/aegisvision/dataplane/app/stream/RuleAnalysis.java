package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.PipelineGraph.DetectStage;
import io.aegisvision.contract.PipelineGraph.TrackStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.rules.EndReason;
import io.aegisvision.dataplane.rules.RuleEngine;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.rules.RuleSettings;
import io.aegisvision.dataplane.tracker.ByteTracker;
import io.aegisvision.dataplane.tracker.Detections;
import io.aegisvision.dataplane.tracker.OcSortTracker;
import io.aegisvision.dataplane.tracker.Tracker;
import io.aegisvision.dataplane.tracker.TrackerSettings;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tracks and rules of one stream. New definitions are taken between two frames; a rule that did not change keeps its
 * episodes. Trackers begin anew only with an epoch.
 */
public final class RuleAnalysis implements Analysis {
    /** What the stream runs. */
    public record Definition(PipelineGraph graph, StreamAssignment stream) {}

    /** A tracker and the rules that read it. */
    private final class Branch {
        private final TrackStage stage;
        private final Tracker tracker;
        private final RuleEngine engine;
        private final Detections seen = new Detections(64);
        private @Nullable ModelVersion model;

        Branch(TrackStage stage, Definition of, double aspect) {
            this.stage = stage;
            TrackerSettings settings =
                    TrackerSettings.of(aspect, of.graph().sampling().periodMicros(), stage.lostAfterMillis());
            this.tracker = switch (stage.algorithm()) {
                case ByteTrack -> new ByteTracker(settings);
                case OcSort -> new OcSortTracker(settings);
            };
            this.engine = new RuleEngine(
                    stage.name(),
                    RuleSettings.of(aspect),
                    List.copyOf(classes),
                    of.graph().rules(),
                    of.stream(),
                    this::happened);
        }

        private void happened(RuleEvent event) {
            ModelVersion by = model;
            Epoch in = epoch;
            if (by != null && in != null) {
                outlet.append(applied.stream().uid(), event, event.data(place(by, in)));
                appended = true;
            }
        }
    }

    private final EventOutlet outlet;
    private final StreamEvidence evidence;
    private final List<String> classes = new ArrayList<>();
    private volatile Definition wanted;
    private Definition applied;
    private List<Branch> branches = List.of();
    private @Nullable Epoch epoch;
    private boolean estimated;
    private boolean appended;

    /** @param outlet where events go */
    public RuleAnalysis(Definition definition, EventOutlet outlet) {
        this(definition, outlet, new NoEvidence());
    }

    /** @param evidence told what was seen before events go past it to the outlet */
    RuleAnalysis(Definition definition, EventOutlet outlet, StreamEvidence evidence) {
        this.wanted = definition;
        this.applied = definition;
        this.outlet = evidence.noting(outlet);
        this.evidence = evidence;
    }

    /** These definitions from the next frame on; from any thread. */
    void define(Definition definition) {
        wanted = definition;
    }

    @Override
    public void begin(Epoch next) {
        end(EndReason.STREAM_GAP);
        epoch = next;
        applied = wanted;
        Definition definition = applied;
        List<Branch> fresh = new ArrayList<>();
        for (TrackStage stage : definition.graph().trackers()) {
            fresh.add(new Branch(stage, definition, next.aspect()));
        }
        branches = fresh;
    }

    @Override
    public void gap() {
        end(EndReason.STREAM_GAP);
    }

    /** The stream leaves this cell or is deleted. */
    void stopped() {
        end(EndReason.STREAM_STOPPED);
    }

    private void end(EndReason reason) {
        for (Branch branch : branches) {
            branch.engine.endEpoch(reason);
        }
        branches = List.of();
        sync();
    }

    @Override
    public boolean frame(long captureMicros, boolean captureEstimated, List<Found> found) {
        estimated = captureEstimated;
        take(learnClasses(found));
        Epoch in = epoch;
        if (in != null) {
            evidence.detected(in, captureMicros, found);
        }
        for (Branch branch : branches) {
            for (Found one : found) {
                if (one.stage().equals(branch.stage.from())) {
                    branch.model = one.version();
                    fill(branch.seen, one);
                    if (branch.tracker.update(captureMicros, branch.seen)) {
                        evidence.tracked(branch.stage.name(), branch.tracker.tracks());
                        branch.engine.observe(captureMicros, branch.tracker.tracks());
                    }
                }
            }
        }
        return sync();
    }

    /** The tracks after the newest frame; by the thread that analyses. */
    void show(ViewObjects into) {
        for (Branch branch : branches) {
            Tracks tracks = branch.tracker.tracks();
            for (int i = 0; i < tracks.size(); i++) {
                into.add(
                        branch.stage.name(),
                        classes.get(tracks.label(i)),
                        tracks.id(i),
                        tracks.seen(i),
                        tracks.score(i));
                into.at(tracks.x1(i), tracks.y1(i), tracks.x2(i), tracks.y2(i));
            }
        }
    }

    @Override
    public boolean still(long captureMicros, boolean captureEstimated) {
        estimated = captureEstimated;
        take(false);
        for (Branch branch : branches) {
            if (branch.tracker.still(captureMicros)) {
                branch.engine.observe(captureMicros, branch.tracker.tracks());
            }
        }
        return sync();
    }

    private void take(boolean moreClasses) {
        Definition newest = wanted;
        if (moreClasses || newest != applied) {
            applied = newest;
            for (Branch branch : branches) {
                branch.engine.reload(List.copyOf(classes), newest.graph().rules(), newest.stream());
            }
        }
    }

    private boolean sync() {
        if (!appended) {
            return false;
        }
        appended = false;
        outlet.sync();
        return true;
    }

    private boolean learnClasses(List<Found> found) {
        boolean more = false;
        for (Found one : found) {
            for (String label : one.version().labels()) {
                if (!classes.contains(label)) {
                    classes.add(label);
                    more = true;
                }
            }
        }
        return more;
    }

    /** The stage's labels only, as numbers of this stream's own list: versions may order theirs differently. */
    private void fill(Detections into, Found found) {
        into.clear();
        List<String> kept = keptLabels(found.stage());
        DetectedBoxes boxes = found.boxes();
        for (int i = 0; i < boxes.count(); i++) {
            String label = found.version().labels().get(boxes.label(i));
            if (kept.isEmpty() || kept.contains(label)) {
                into.add(
                        (float) boxes.x1(i),
                        (float) boxes.y1(i),
                        (float) boxes.x2(i),
                        (float) boxes.y2(i),
                        (float) boxes.score(i),
                        classes.indexOf(label));
            }
        }
    }

    private List<String> keptLabels(String stage) {
        for (DetectStage detector : applied.graph().detectors()) {
            if (detector.name().equals(stage)) {
                return detector.labels();
            }
        }
        return List.of();
    }

    private RuleEvent.Place place(ModelVersion by, Epoch in) {
        return new RuleEvent.Place(
                applied.stream().name(),
                in.id(),
                applied.graph().revision(),
                new EventData.Model(by.model(), by.version(), by.digest()),
                estimated);
    }
}
