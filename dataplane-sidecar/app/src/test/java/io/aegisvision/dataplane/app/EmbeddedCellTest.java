package io.aegisvision.dataplane.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelPhase;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.app.model.StreetModels;
import io.aegisvision.dataplane.app.stream.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole cell with no Triton: config, artifact, model, video, boxes; another version takes over while it runs. */
class EmbeddedCellTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void itDetectsAsTheArtifactSaysAndSwapsItsModel() throws Exception {
        ModelVersion v1 = StreetModels.version("v1");
        ModelVersion v2 = StreetModels.version("v2");
        Path clip = WholeCell.knownFrame(folder, 2);
        try (WholeCell cell = new WholeCell(folder, config("r1", clip, v1, List.of(v1)))) {
            cell.pulled(v1);
            cell.pulled(v2);
            cell.start();
            CellState first = cell.await("frames", state -> processed(state) >= 5);
            assertThat(first.engine().live()).isTrue();
            assertThat(first.models()).extracting(CellState.ModelState::phase).containsExactly(ModelPhase.Loaded);
            Snapshot shown = cell.cell().snapshot("north").orElseThrow().get(30, TimeUnit.SECONDS);
            assertThat(left(shown.boxes()))
                    .as("found and not expected, or the other way round")
                    .isEmpty();

            cell.write(config("r2", clip, v2, List.of(v2)));
            CellState second = cell.await(
                    "the other version alone",
                    state -> state.models().size() == 1
                            && state.models().getFirst().version().equals("v2")
                            && state.streams()
                                    .getFirst()
                                    .arms()
                                    .getFirst()
                                    .digest()
                                    .equals(v2.digest()));
            assertThat(second.streams().getFirst().epoch())
                    .as("no track is lost by it")
                    .isEqualTo(first.streams().getFirst().epoch());
            long then = processed(second);
            CellState third = cell.await("more frames", state -> processed(state) > then + 5);
            assertThat(third.streams().getFirst().dropped().keySet()).doesNotContain("inference-failed");
        }
    }

    private static long processed(CellState state) {
        return state.streams().isEmpty() ? 0 : state.streams().getFirst().processed();
    }

    /** Boxes without a partner on the other side; the frame went through a codec, so they agree less than exactly. */
    private static List<Box> left(List<Box> found) throws IOException {
        List<Box> left = new ArrayList<>();
        found.forEach(box -> left.add(new Box(
                box.label(),
                box.x1() * WholeCell.WIDTH,
                box.y1() * WholeCell.HEIGHT,
                box.x2() * WholeCell.WIDTH,
                box.y2() * WholeCell.HEIGHT,
                box.score())));
        JsonNode truth =
                JSON.readTree(StreetModels.artifact("v1").resolve("warmup.json").toFile());
        for (JsonNode expected : truth.get("boxes")) {
            JsonNode box = expected.get("box");
            Box wanted = new Box(
                    expected.get("label").asText(),
                    box.get(0).asDouble(),
                    box.get(1).asDouble(),
                    box.get(2).asDouble(),
                    box.get(3).asDouble(),
                    1);
            if (!left.removeIf(one -> one.label().equals(wanted.label()) && one.overlap(wanted) > .8)) {
                left.add(wanted);
            }
        }
        return left;
    }

    private static CellConfig config(String revision, Path clip, ModelVersion runs, List<ModelVersion> versions) {
        PipelineGraph graph = new PipelineGraph(
                "yard-1",
                Sampling.framesPerSecond(10),
                List.of(new PipelineGraph.DetectStage("objects", "street", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 2000)),
                List.of(),
                List.of(),
                null);
        return WholeCell.config(revision, graph, clip, List.of(), runs, versions);
    }
}
