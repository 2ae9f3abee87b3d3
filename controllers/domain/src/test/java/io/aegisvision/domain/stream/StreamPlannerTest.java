package io.aegisvision.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Condition.Status;
import io.aegisvision.domain.pipeline.PipelineSnapshot.StreamView;
import io.aegisvision.domain.pipeline.Problem;
import io.aegisvision.domain.pipeline.Yard;
import io.aegisvision.domain.stream.StreamSnapshot.CellOfStream;
import io.aegisvision.domain.stream.StreamSnapshot.PipelineView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamPlannerTest {
    private final Yard yard = new Yard();
    private StreamView view = Yard.stream("north");
    private Optional<Problem> blocked = Optional.empty();
    private Optional<Problem> noPlace = Optional.empty();
    private boolean pipelineExists = true;

    private StreamPlan plan(Optional<CellOfStream> cell) {
        return StreamPlanner.plan(snapshot(cell));
    }

    private StreamSnapshot snapshot(Optional<CellOfStream> cell) {
        return new StreamSnapshot(
                view.name(),
                view.uid(),
                view.spec(),
                pipelineExists
                        ? Optional.of(new PipelineView("yard", yard.spec(), blocked, noPlace))
                        : Optional.empty(),
                Map.of(),
                cell);
    }

    private CellConfig config() {
        return yard.plan().cells().getFirst().config();
    }

    private Optional<CellOfStream> cell(Optional<CellState> state, boolean reachable, String failure) {
        return Optional.of(new CellOfStream("yard-0", Optional.of(config()), state, reachable, true, failure));
    }

    private Optional<CellOfStream> running(StreamPhase phase, @Nullable StreamReason reason, @Nullable String message) {
        CellState base = Yard.state(config());
        StreamState s = base.streams().getFirst();
        StreamState changed = new StreamState(
                s.name(),
                s.uid(),
                phase,
                reason,
                message,
                s.epoch(),
                null,
                1,
                100,
                60,
                0,
                40,
                0,
                Map.of("superseded", 1234L, "ring-full", 0L),
                25,
                10,
                10,
                1,
                0,
                s.arms());
        return cell(
                Optional.of(new CellState(
                        1,
                        base.cell(),
                        base.bootId(),
                        base.appliedRevision(),
                        null,
                        base.engine(),
                        base.outbox(),
                        List.of(),
                        List.of(changed),
                        List.of())),
                true,
                "");
    }

    private static Claim claim(StreamPlan plan, String type) {
        return plan.claims().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static void assertNotReady(StreamPlan plan, Reason reason, boolean stalled) {
        assertThat(claim(plan, "Ready").status()).isEqualTo(Status.False);
        assertThat(claim(plan, "Ready").reason()).isEqualTo(reason.name());
        assertThat(plan.claims())
                .extracting(Claim::type)
                .contains(stalled ? "Stalled" : "Reconciling")
                .doesNotContain(stalled ? "Reconciling" : "Stalled");
    }

    @Test
    void runningStreamTellsItAll() {
        StreamPlan plan = plan(running(StreamPhase.Running, null, null));
        assertThat(claim(plan, "Ready")).isEqualTo(Claim.holds("Ready", "Running", "frames are processed"));
        assertThat(plan.cell()).isEqualTo("yard-0");
        assertThat(plan.revision()).isEqualTo("yard-1");
        assertThat(plan.epoch()).isEqualTo("epoch");
        assertThat(plan.rates()).isEqualTo(new StreamStatus.Rates(25, 10));
        assertThat(plan.models())
                .containsExactly(new StreamStatus.StageModel("objects", "v1", Yard.V1, StreamStatus.Arm.Baseline));
        assertThat(plan.drops()).containsExactly(new StreamStatus.Drop("superseded", 1200));
    }

    @Test
    void missingPipelineWaits() {
        pipelineExists = false;
        StreamPlan plan = plan(Optional.empty());
        assertNotReady(plan, Reason.PipelineNotFound, false);
        assertThat(claim(plan, "ResolvedRefs").status()).isEqualTo(Status.False);
    }

    @Test
    void unknownZoneNamesWhatThereIs() {
        view = Yard.stream("north", List.of(new StreamSpec.Shape("yard", "0.1,0.1 0.9,0.1 0.9,0.9")), false);
        StreamPlan plan = plan(Optional.empty());
        assertNotReady(plan, Reason.UnknownZone, true);
        assertThat(claim(plan, "Ready").message()).isEqualTo("rule loiter names zone dock; the stream has yard");
    }

    @Test
    void crossedZoneIsAConditionOfItsOwn() {
        view = Yard.stream("north", List.of(new StreamSpec.Shape("dock", "0.1,0.1 0.9,0.9 0.9,0.1 0.1,0.9")), false);
        assertNotReady(plan(Optional.empty()), Reason.InvalidShape, true);
    }

    @Test
    void missingSecretWaits() {
        StreamSpec.Rtsp rtsp = new StreamSpec.Rtsp("rtsp://camera/x", StreamSpec.Transport.TCP, new NameRef("cam"));
        StreamSpec old = view.spec();
        view = new StreamView(
                "north",
                "uid-north",
                new StreamSpec(
                        old.pipelineRef(),
                        new StreamSpec.Source(rtsp, null, null),
                        old.zones(),
                        old.lines(),
                        null,
                        false),
                false);
        assertNotReady(plan(Optional.empty()), Reason.SecretNotFound, false);
    }

    @Test
    void noCapacityComesFromThePipeline() {
        noPlace = Optional.of(new Problem(Reason.NoCapacity, "1 stream(s) wait for a place: GpuPool default is full"));
        StreamPlan plan = plan(Optional.empty());
        assertNotReady(plan, Reason.NoCapacity, true);
        assertThat(claim(plan, "Placed").status()).isEqualTo(Status.False);
    }

    @Test
    void aPlacedStreamHasNoShareInOthersTrouble() {
        noPlace = Optional.of(new Problem(Reason.NoCapacity, "full"));
        assertThat(claim(plan(running(StreamPhase.Running, null, null)), "Ready")
                        .status())
                .isEqualTo(Status.True);
    }

    @Test
    void blockedPipelineIsNamed() {
        blocked = Optional.of(new Problem(Reason.UnknownLabel, "stage objects: no label cat"));
        StreamPlan plan = plan(Optional.empty());
        assertNotReady(plan, Reason.PipelineNotReady, false);
        assertThat(claim(plan, "Ready").message()).contains("no label cat");
    }

    @Test
    void cellsThatStartFailOrFallSilent() {
        assertNotReady(plan(cell(Optional.empty(), false, "")), Reason.CellsStarting, false);
        assertNotReady(plan(cell(Optional.empty(), false, "container triton: ErrImagePull")), Reason.CellFailed, false);
        assertNotReady(plan(cell(Optional.of(Yard.state(config())), false, "")), Reason.CellUnreachable, false);
    }

    @ParameterizedTest
    @EnumSource(StreamReason.class)
    void everyReasonOfACellIsAReasonOfAStream(StreamReason reason) {
        StreamPlan plan = plan(running(StreamPhase.Backoff, reason, "what is wrong"));
        assertThat(claim(plan, "Ready").reason()).isEqualTo(reason.name());
        assertThat(claim(plan, "Ready").message()).isEqualTo("what is wrong");
    }

    @Test
    void stalledSourceIsNotReadyThoughItsRunnerRuns() {
        assertNotReady(
                plan(running(StreamPhase.Running, StreamReason.SourceStalled, null)), Reason.SourceStalled, false);
    }

    @Test
    void suspendedIsReadyOnceItStopped() {
        view = Yard.stream("north", List.of(), true);
        assertThat(claim(plan(Optional.empty()), "Ready").reason()).isEqualTo("Suspended");
        assertNotReady(plan(running(StreamPhase.Running, null, null)), Reason.Stopping, false);
    }

    @Test
    void stoppedWhenNoCellHasItOrItsPodIsGone() {
        assertThat(StreamPlanner.stopped(snapshot(Optional.empty()))).isTrue();
        assertThat(StreamPlanner.stopped(snapshot(running(StreamPhase.Running, null, null))))
                .isFalse();
    }

    @Test
    void ratesAreWrittenAtHumanSpeed() {
        StreamStatus.Rates ten = new StreamStatus.Rates(25, 10);
        StreamStatus.Rates eight = new StreamStatus.Rates(25, 8);
        StreamStatus.Rates nine = new StreamStatus.Rates(25, 9);
        StreamStatus.Rates none = new StreamStatus.Rates(0, 0);
        assertThat(RatePolicy.shown(null, ten, Duration.ZERO)).isEqualTo(ten);
        assertThat(RatePolicy.shown(ten, eight, Duration.ofSeconds(59))).isEqualTo(ten);
        assertThat(RatePolicy.shown(ten, eight, Duration.ofSeconds(60))).isEqualTo(eight);
        assertThat(RatePolicy.shown(ten, nine, Duration.ofHours(1))).isEqualTo(ten);
        assertThat(RatePolicy.shown(ten, none, Duration.ofSeconds(5))).isEqualTo(none);
        assertThat(RatePolicy.shown(ten, null, Duration.ZERO)).isNull();
    }

    @Test
    void dropsAreRounded() {
        assertThat(StreamPlanner.twoDigits(0)).isZero();
        assertThat(StreamPlanner.twoDigits(99)).isEqualTo(99);
        assertThat(StreamPlanner.twoDigits(123_456)).isEqualTo(120_000);
    }
}
