package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.EvidenceSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.RuleSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Condition.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelinePlannerTest {
    private final Yard yard = new Yard();

    private static Optional<ActiveTrial> trial(int weight, boolean judge, int cursor) {
        return Optional.of(new ActiveTrial(
                "c",
                "canary-uid",
                Yard.V1,
                Yard.V2,
                new ArtifactRef("oci://r/clips", Yard.V2, null),
                weight,
                judge,
                cursor,
                weight == 0 ? -1 : 0));
    }

    private void serve(String digest, Optional<ActiveTrial> trial) {
        yard.models.put(
                "street",
                new ModelView(
                        "street",
                        List.of(Yard.version("v1", Yard.V1), Yard.version("v2", Yard.V2)),
                        Optional.of(digest),
                        trial));
    }

    private static List<String> digests(CellConfig config) {
        return config.models().stream().map(ModelVersion::digest).toList();
    }

    private CellConfig only(PipelinePlan plan) {
        assertThat(plan.cells()).hasSize(1);
        return plan.cells().getFirst().config();
    }

    private Claim ready(PipelinePlan plan) {
        return PipelineClaims.of(yard.snapshot(), plan, List.of()).stream()
                .filter(claim -> claim.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firstRevisionAndDefaultsOfFrom() {
        PipelinePlan plan = yard.plan();
        assertThat(plan.newRevision()).isTrue();
        PipelineGraph graph = only(plan).graph();
        assertThat(graph.revision()).isEqualTo("yard-1");
        assertThat(graph.trackers().getFirst().from()).isEqualTo("objects");
        assertThat(graph.rules()).extracting("from").containsOnly("tracks");
        assertThat(graph.sinks().getFirst().from()).containsExactly("loiter", "gate");
        assertThat(graph.sinks().getFirst().kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(graph.sinks().getFirst().kafka().properties()).containsOnlyKeys("security.protocol");
    }

    @Test
    void unchangedStagesKeepRevisionAndConfig() {
        PipelinePlan first = yard.plan();
        yard.become(first, true);
        PipelinePlan second = yard.plan();
        assertThat(second.newRevision()).isFalse();
        assertThat(only(second)).isEqualTo(only(first));
    }

    @Test
    void changedRuleIsANewRevisionAndLeavesTheOthersAlone() {
        PipelinePlan first = yard.plan();
        yard.become(first, true);
        yard.stages.set(
                4,
                Yard.stage(
                        "gate",
                        List.of(),
                        null,
                        null,
                        null,
                        new RuleSpec(
                                null,
                                new RuleSpec.LineCross(
                                        "gate",
                                        RuleSpec.CrossDirection.LeftToRight,
                                        List.of(),
                                        RuleSpec.Anchor.BottomCenter,
                                        0),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null),
                        null));
        PipelinePlan second = yard.plan();
        assertThat(only(second).graph().revision()).isEqualTo("yard-2");
        assertThat(only(second).graph().rules().get(0))
                .isEqualTo(only(first).graph().rules().get(0));
        assertThat(only(second).graph().rules().get(1).revision())
                .isNotEqualTo(only(first).graph().rules().get(1).revision());
    }

    @Test
    void changedBrokerAddressIsNoNewRevisionButAnotherConfig() {
        PipelinePlan first = yard.plan();
        yard.become(first, true);
        yard.secrets.put("kafka", Map.of("bootstrap.servers", "other:9092"));
        PipelinePlan second = yard.plan();
        assertThat(second.newRevision()).isFalse();
        assertThat(only(second).revision()).isNotEqualTo(only(first).revision());
    }

    @Test
    void eachKindOfSourceReachesTheCell() {
        yard.secrets.put("web", Map.of("username", "viewer", "password", "s3cret"));
        source(
                "north",
                new StreamSpec.Source(
                        null, new StreamSpec.Http("https://video.example/yard.m3u8", new NameRef("web")), null));
        assertThat(only(yard.plan()).streams().getFirst().source())
                .isEqualTo(new StreamAssignment.Source(
                        StreamAssignment.Kind.HTTP,
                        "https://video.example/yard.m3u8",
                        "viewer",
                        "s3cret",
                        StreamAssignment.Transport.TCP,
                        false,
                        true));
        source("north", new StreamSpec.Source(null, null, new StreamSpec.File("file:///clips/yard.mp4", true, false)));
        assertThat(only(yard.plan()).streams().getFirst().source())
                .isEqualTo(new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE,
                        "file:///clips/yard.mp4",
                        null,
                        null,
                        StreamAssignment.Transport.TCP,
                        true,
                        false));
        source(
                "north",
                new StreamSpec.Source(
                        new StreamSpec.Rtsp("rtsp://camera/north", StreamSpec.Transport.UDP, null), null, null));
        assertThat(only(yard.plan()).streams().getFirst().source().transport())
                .isEqualTo(StreamAssignment.Transport.UDP);
    }

    private void source(String stream, StreamSpec.Source source) {
        yard.streams.replaceAll(view -> view.name().equals(stream)
                ? new PipelineSnapshot.StreamView(
                        view.name(),
                        view.uid(),
                        new StreamSpec(
                                view.spec().pipelineRef(),
                                source,
                                view.spec().zones(),
                                view.spec().lines(),
                                view.spec().ground(),
                                false),
                        view.deleting())
                : view);
    }

    @Test
    void whatIsMissingIsNamed() {
        yard.secrets.clear();
        yard.models.clear();
        PipelinePlan plan = yard.plan();
        assertThat(plan.refs())
                .extracting(Problem::reason)
                .containsExactly(Reason.ModelNotFound, Reason.SecretNotFound);
        assertThat(plan.cells()).isEmpty();
        assertThat(ready(plan).reason()).isEqualTo("SecretNotFound");
        assertThat(ready(plan).status()).isEqualTo(Status.False);
    }

    @Test
    void unknownLabelListsTheModels() {
        yard.stages.set(1, Yard.detect("objects", List.of("person", "cat")));
        Problem problem = yard.plan().refs().getFirst();
        assertThat(problem.reason()).isEqualTo(Reason.UnknownLabel);
        assertThat(problem.message()).contains("cat").contains("person, car, forklift");
    }

    @Test
    void secretWithoutBrokersIsInvalid() {
        yard.secrets.put("kafka", Map.of("password", "x"));
        assertThat(yard.plan().refs()).extracting(Problem::reason).containsExactly(Reason.SecretInvalid);
    }

    @Test
    void evidenceIsResolvedWithItsSecret() {
        yard.stages.add(Yard.evidence(new EvidenceSpec.Clip("5s", "2500ms"), null));
        assertThat(yard.plan().refs()).extracting(Problem::reason).containsExactly(Reason.SecretNotFound);
        yard.secrets.put("s3", Map.of("accessKeyId", "writer", "password", "x"));
        Problem lacks = yard.plan().refs().getFirst();
        assertThat(lacks.reason()).isEqualTo(Reason.SecretInvalid);
        assertThat(lacks.message()).contains("secretAccessKey").doesNotContain("writer");
        yard.secrets.put("s3", Map.of("accessKeyId", "writer", "secretAccessKey", "s3cret"));
        assertThat(only(yard.plan()).graph().evidence())
                .isEqualTo(new EvidenceStage(
                        "proof",
                        List.of("loiter", "gate"),
                        EvidenceStage.Frame.Best,
                        new EvidenceStage.Clip(5000, 2500),
                        null,
                        new EvidenceStage.Store(
                                new EvidenceStage.S3(null, "us-east-1", "plant-7", "yard/", "writer", "s3cret"),
                                null)));
    }

    @Test
    void whatCannotBeRedactedIsSaidBefore() {
        yard.secrets.put("s3", Map.of("accessKeyId", "writer", "secretAccessKey", "s3cret"));
        yard.stages.add(Yard.evidence(null, new EvidenceSpec.Redact(List.of("person", "face"), List.of())));
        Problem problem = yard.plan().refs().getFirst();
        assertThat(problem.reason()).isEqualTo(Reason.UnknownLabel);
        assertThat(problem.message()).contains("face").doesNotContain("person");
        yard.stages.removeLast();
        yard.stages.add(Yard.evidence(null, new EvidenceSpec.Redact(List.of(), List.of("desk"))));
        assertThat(yard.plan().cellOf()).as("its stream lacks the zone").isEmpty();
    }

    @Test
    void aBrokenChangeStopsNothingAndStillLetsStreamsGo() {
        yard.streams.add(Yard.stream("south"));
        PipelinePlan first = yard.plan();
        yard.become(first, true);
        yard.stages.set(1, Yard.detect("objects", List.of("cat")));
        yard.streams.removeFirst();
        PipelinePlan broken = yard.plan();
        assertThat(broken.newRevision()).isFalse();
        assertThat(only(broken).graph()).isEqualTo(only(first).graph());
        assertThat(only(broken).streams()).extracting("name").containsExactly("south");
        assertThat(only(broken).models()).isEqualTo(only(first).models());
    }

    @Test
    void streamThatLacksAZoneIsNotAssigned() {
        yard.streams.add(Yard.stream("zoneless", List.of(), false));
        PipelinePlan plan = yard.plan();
        assertThat(plan.cellOf()).containsOnlyKeys("north");
        assertThat(plan.unplaced()).isEmpty();
        assertThat(plan.wanted()).isEqualTo(2);
    }

    @Test
    void suspendedStreamLeavesItsCellAndTheEmptyCellGoes() {
        yard.become(yard.plan(), true);
        yard.streams.set(0, Yard.stream("north", List.of(), true));
        PipelinePlan plan = yard.plan();
        assertThat(plan.cells()).isEmpty();
        assertThat(plan.removed()).containsExactly("yard-0");
        assertThat(ready(plan).reason()).isEqualTo("NoStreams");
    }

    @Test
    void aReCreatedStreamIsAnotherOne() {
        yard.become(yard.plan(), true);
        PipelineSnapshot.StreamView old = yard.streams.getFirst();
        yard.streams.set(0, new PipelineSnapshot.StreamView("north", "uid-2", old.spec(), false));
        assertThat(only(yard.plan()).streams().getFirst().uid()).isEqualTo("uid-2");
    }

    @Test
    void fullPoolIsSaidWithItsNumbers() {
        yard.streamsPerCell = 1;
        yard.pool = Optional.of(Yard.pool(1));
        yard.streams.add(Yard.stream("south"));
        PipelinePlan plan = yard.plan();
        assertThat(plan.unplaced()).containsExactly("south");
        assertThat(plan.noPlace().orElseThrow().reason()).isEqualTo(Reason.NoCapacity);
        assertThat(plan.noPlace().orElseThrow().message()).endsWith("GpuPool default is full, 1 of 1 places are taken");
        assertThat(ready(plan).reason()).isEqualTo("NoCapacity");
    }

    @Test
    void missingPoolPlacesNobodyNewAndKeepsTheRest() {
        yard.become(yard.plan(), true);
        yard.pool = Optional.empty();
        PipelinePlan plan = yard.plan();
        assertThat(only(plan).streams()).hasSize(1);
        assertThat(plan.cells().getFirst().shape()).isEmpty();
        assertThat(plan.refs()).extracting(Problem::reason).containsExactly(Reason.PoolNotFound);
    }

    @Test
    void judgingLoadsTheCandidateAndMovesNobody() {
        serve(Yard.V1, trial(0, true, 130));
        CellConfig config = only(yard.plan());
        assertThat(digests(config)).containsExactly(Yard.V1, Yard.V2);
        assertThat(config.streams().getFirst().arms()).extracting("digest").containsExactly(Yard.V1);
        assertThat(config.trials()).hasSize(1);
        assertThat(config.trials().getFirst().judge()).isTrue();
        assertThat(config.trials().getFirst().fromUnit()).isEqualTo(100);
        assertThat(config.trials().getFirst().step()).isEqualTo(-1);
    }

    @Test
    void judgedClipsChangeTheConfigOnlyNowAndThen() {
        serve(Yard.V1, trial(0, true, 100));
        CellConfig at100 = only(yard.plan());
        serve(Yard.V1, trial(0, true, 149));
        assertThat(only(yard.plan())).isEqualTo(at100);
        serve(Yard.V1, trial(0, true, 150));
        assertThat(only(yard.plan())).isNotEqualTo(at100);
    }

    @Test
    void oneCellJudges() {
        yard.streamsPerCell = 1;
        yard.streams.add(Yard.stream("south"));
        serve(Yard.V1, trial(0, true, 0));
        assertThat(yard.plan().cells())
                .extracting(cell -> cell.config().trials().getFirst().judge())
                .containsExactly(true, false);
    }

    @Test
    void whenTheJudgeDoesNotAnswerAnotherCellTakesOver() {
        yard.streamsPerCell = 1;
        yard.streams.add(Yard.stream("south"));
        serve(Yard.V1, trial(0, true, 0));
        PipelinePlan first = yard.plan();
        yard.become(first, true);
        yard.cells.set(0, Yard.view(first.cells().getFirst().config(), Optional.empty()));
        assertThat(yard.plan().cells())
                .extracting(cell -> cell.config().trials().getFirst().judge())
                .containsExactly(false, true);
    }

    @Test
    void halfOfTheStreamsMoveAtFiftyPercent() {
        yard.streams.add(Yard.stream("south"));
        serve(Yard.V1, trial(50, false, 300));
        CellConfig config = only(yard.plan());
        assertThat(config.streams())
                .extracting(s -> s.arms().getFirst().arm())
                .containsExactlyInAnyOrder(Arm.Baseline, Arm.Candidate);
    }

    @Test
    void rolledBackCandidateStaysLoadedUntilNoStreamIsOnIt() {
        yard.streams.add(Yard.stream("south"));
        serve(Yard.V1, trial(50, false, 300));
        yard.become(yard.plan(), true);
        serve(Yard.V1, Optional.empty());
        PipelinePlan back = yard.plan();
        assertThat(only(back).streams())
                .allSatisfy(s -> assertThat(s.arms().getFirst().digest()).isEqualTo(Yard.V1));
        assertThat(digests(only(back))).containsExactly(Yard.V1, Yard.V2);
        yard.become(back, true);
        assertThat(digests(only(yard.plan()))).containsExactly(Yard.V1);
    }

    @Test
    void promotedVersionTakesAllAndTheOldOneDrains() {
        yard.streams.add(Yard.stream("south"));
        serve(Yard.V1, trial(50, false, 300));
        yard.become(yard.plan(), true);
        serve(Yard.V2, Optional.empty());
        PipelinePlan promoted = yard.plan();
        assertThat(only(promoted).streams())
                .allSatisfy(s -> assertThat(s.arms().getFirst().digest()).isEqualTo(Yard.V2));
        assertThat(digests(only(promoted))).containsExactlyInAnyOrder(Yard.V1, Yard.V2);
        yard.become(promoted, false);
        assertThat(digests(only(yard.plan())))
                .as("the cell did not answer yet")
                .containsExactlyInAnyOrder(Yard.V1, Yard.V2);
        yard.become(promoted, true);
        assertThat(digests(only(yard.plan()))).containsExactly(Yard.V2);
    }

    @Test
    void aVersionNobodyKnowsIsNotTried() {
        yard.models.put(
                "street",
                new ModelView(
                        "street", List.of(Yard.version("v1", Yard.V1)), Optional.of(Yard.V1), trial(50, true, 0)));
        yard.streams.add(Yard.stream("south"));
        assertThat(only(yard.plan()).trials()).isEmpty();
        assertThat(only(yard.plan()).streams())
                .allSatisfy(s -> assertThat(s.arms().getFirst().digest()).isEqualTo(Yard.V1));
    }

    @Test
    void theTrackerIsTheOneThatIsNamed() {
        yard.stages.replaceAll(stage -> stage.track() == null
                ? stage
                : Yard.stage(
                        "tracks",
                        List.of(),
                        null,
                        null,
                        new PipelineSpec.Track(PipelineSpec.Algorithm.OcSort, "3s"),
                        null,
                        null));
        assertThat(only(yard.plan()).graph().trackers())
                .containsExactly(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.OcSort, 3000));
    }

    @Test
    void brokenGraphsAreProblemsAndNoExceptions() {
        yard.stages.clear();
        yard.stages.add(Yard.stage(
                "tracks",
                List.of("nothing"),
                null,
                null,
                new PipelineSpec.Track(PipelineSpec.Algorithm.ByteTrack, "long"),
                null,
                null));
        yard.stages.add(Yard.stage(
                "bus",
                List.of("x"),
                null,
                null,
                null,
                null,
                new PipelineSpec.Sink(new PipelineSpec.Kafka("t", new NameRef("kafka")), Yard.FSYNC)));
        PipelinePlan plan = yard.plan();
        assertThat(plan.spec()).isNotEmpty().allSatisfy(p -> assertThat(p.reason())
                .isEqualTo(Reason.InvalidSpec));
        assertThat(ready(plan).reason()).isEqualTo("InvalidSpec");
    }

    @Test
    void readyWhenEveryCellRuns() {
        PipelinePlan plan = yard.plan();
        assertThat(ready(plan).reason()).isEqualTo("CellsStarting");
        yard.become(plan, true);
        assertThat(ready(yard.plan()).reason()).isEqualTo("CellsReady");
        assertThat(ready(yard.plan()).status()).isEqualTo(Status.True);
    }

    @Test
    void failedWritesAreSaid() {
        PipelinePlan plan = yard.plan();
        List<Claim> claims = PipelineClaims.of(yard.snapshot(), plan, List.of("cell yard-0: exceeded quota"));
        assertThat(claims).anySatisfy(claim -> {
            assertThat(claim.type()).isEqualTo("Ready");
            assertThat(claim.message()).contains("exceeded quota");
        });
        assertThat(Set.copyOf(claims.stream().map(Claim::type).toList())).hasSameSizeAs(claims);
    }

    /** What runs in a GPU's slice goes on there: a process that runs its models itself has no use for it. */
    @Test
    void anEmbeddedEngineInAPoolOfGpusChangesNothing() {
        GpuPoolSpec cpu = Yard.pool(2).spec();
        GpuPoolSpec whole = new GpuPoolSpec(
                cpu.nodeSelector(),
                cpu.tolerations(),
                cpu.runtimeClassName(),
                GpuPoolSpec.Mode.Whole,
                cpu.cpu(),
                cpu.allocation(),
                cpu.claims(),
                cpu.repartition(),
                cpu.overcommit(),
                cpu.tenants());
        yard.engine = PipelineSpec.Engine.Embedded;
        assertThat(yard.plan().refs()).as("a pool of mode Cpu").isEmpty();
        yard.pool = Optional.of(Yard.pool(whole, List.of()));
        PipelinePlan plan = yard.plan();
        assertThat(plan.refs()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.EngineNeedsProcessor);
            assertThat(problem.message())
                    .isEqualTo("cells: engine Embedded needs a pool of mode Cpu, and GpuPool default is of mode Whole");
        });
        assertThat(plan.cells()).allMatch(cell -> cell.shape().isEmpty());
    }
}
