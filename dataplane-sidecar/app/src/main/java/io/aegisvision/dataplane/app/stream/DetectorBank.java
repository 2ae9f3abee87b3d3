package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.PipelineGraph.DetectStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.ArmOf;
import io.aegisvision.dataplane.app.detect.Detector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detectors that one stream runs on. A changed arm takes effect between two frames, once the new version is loaded;
 * until then the old one goes on. The decoding thread calls it, but for {@link #arms}.
 */
final class DetectorBank {
    private static final Logger LOG = LoggerFactory.getLogger(DetectorBank.class);
    /** One written, two at the server, one waiting, one read, and room for a quarantine. */
    private static final int SLOTS = 6;

    private final String stream;
    private final StreamRunner.ModelSource models;
    private final Map<String, FrameFlow.Stage> running = new HashMap<>();
    private volatile List<ArmOf> arms = List.of();

    DetectorBank(String stream, StreamRunner.ModelSource models) {
        this.stream = stream;
        this.models = models;
    }

    /** The detectors for the next frame, one per stage of the graph; empty when one of them has none that is loaded. */
    List<FrameFlow.Stage> stages(PipelineGraph graph, StreamAssignment assignment, Map<String, ModelVersion> versions) {
        List<FrameFlow.Stage> stages = new ArrayList<>(graph.detectors().size());
        boolean changed = running.keySet().removeIf(name -> leaves(name, graph));
        for (DetectStage stage : graph.detectors()) {
            FrameFlow.@Nullable Stage present = running.get(stage.name());
            @Nullable ModelVersion wanted = versions.get(digest(stage.name(), assignment));
            boolean right = present != null
                    && wanted != null
                    && present.detector().version().digest().equals(wanted.digest());
            if (!right && wanted != null) {
                FrameFlow.@Nullable Stage next = make(stage, wanted);
                if (next != null) {
                    if (present != null) {
                        present.detector().retire();
                    }
                    running.put(stage.name(), next);
                    present = next;
                    changed = true;
                }
            }
            if (present != null) {
                stages.add(present);
            }
        }
        if (changed || arms.size() != stages.size() || armLabelsDiffer(assignment)) {
            arms = armsNow(stages, assignment);
        }
        return stages.size() == graph.detectors().size() ? stages : List.of();
    }

    private boolean leaves(String name, PipelineGraph graph) {
        if (graph.detectors().stream().anyMatch(stage -> stage.name().equals(name))) {
            return false;
        }
        FrameFlow.Stage gone = running.get(name);
        if (gone != null) {
            gone.detector().retire();
        }
        return true;
    }

    private static String digest(String stage, StreamAssignment assignment) {
        for (ArmOf arm : assignment.arms()) {
            if (arm.stage().equals(stage)) {
                return arm.digest();
            }
        }
        return "";
    }

    private FrameFlow.@Nullable Stage make(DetectStage stage, ModelVersion version) {
        try {
            @Nullable Detector detector = models.detector(version, SLOTS);
            if (detector == null) {
                return null;
            }
            LOG.info("stream {}: detector {} runs {} {}", stream, stage.name(), version.model(), version.version());
            return new FrameFlow.Stage(stage.name(), detector);
        } catch (IOException e) {
            LOG.error("stream {}: no shared memory for detector {}: {}", stream, stage.name(), e.toString());
            return null;
        }
    }

    private boolean armLabelsDiffer(StreamAssignment assignment) {
        for (ArmOf arm : arms) {
            for (ArmOf wanted : assignment.arms()) {
                if (wanted.stage().equals(arm.stage())
                        && wanted.digest().equals(arm.digest())
                        && wanted.arm() != arm.arm()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What really runs: the assignment's word for it where it is what was assigned, else the baseline. */
    private static List<ArmOf> armsNow(List<FrameFlow.Stage> stages, StreamAssignment assignment) {
        List<ArmOf> now = new ArrayList<>();
        for (FrameFlow.Stage stage : stages) {
            String digest = stage.detector().version().digest();
            ArmOf as = new ArmOf(stage.name(), digest, StreamAssignment.Arm.Baseline);
            for (ArmOf wanted : assignment.arms()) {
                if (wanted.stage().equals(stage.name()) && wanted.digest().equals(digest)) {
                    as = wanted;
                }
            }
            now.add(as);
        }
        return List.copyOf(now);
    }

    /** What the stream's newest frames run on; any thread. */
    List<ArmOf> arms() {
        return arms;
    }

    void retire() {
        running.values().forEach(stage -> stage.detector().retire());
        running.clear();
    }
}
