package io.aegisvision.controllers.gate;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.controllers.model.ModelObserver;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.RequestDigest;
import io.aegisvision.domain.gate.GateSnapshot;
import io.aegisvision.domain.gate.GateSnapshot.Decision;
import io.aegisvision.domain.gate.GateSnapshot.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gathers what is known of a gate. */
final class GateObserver {
    private final ObjectApi api;

    GateObserver(ObjectApi api) {
        this.api = api;
    }

    GateSnapshot observe(Gate gate, ObjectCache cache) {
        GateStatus status = gate.getStatus();
        boolean executed = cache.get(
                        ModelLedger.class,
                        gate.getMetadata().getNamespace(),
                        gate.getSpec().modelRef().name())
                .map(ledger -> ledger.getSpec().serving())
                .filter(serving -> gate.getMetadata().getUid().equals(serving.gateUid()))
                .isPresent();
        return new GateSnapshot(
                gate.getMetadata().getName(),
                gate.getSpec(),
                RequestDigest.of(gate.getSpec()),
                phase(gate),
                status == null ? List.of() : Lists.copy(status.approvals()),
                Optional.ofNullable(status == null ? null : status.executedAt()).map(Instant::parse),
                decisions(cache, gate),
                target(gate, cache),
                executed);
    }

    static GateStatus.Phase phase(Gate gate) {
        GateStatus status = gate.getStatus();
        return status == null || status.phase() == null ? GateStatus.Phase.Pending : status.phase();
    }

    static List<Decision> decisions(ObjectCache cache, Gate gate) {
        return cache.list(Approval.class, gate.getMetadata().getNamespace()).stream()
                .filter(approval -> approval.getSpec()
                        .gateRef()
                        .name()
                        .equals(gate.getMetadata().getName()))
                .map(GateObserver::decision)
                .toList();
    }

    private static Decision decision(Approval approval) {
        return new Decision(
                approval.getMetadata().getName(),
                approval.getMetadata().getUid(),
                approval.getSpec(),
                Instant.parse(approval.getMetadata().getCreationTimestamp()));
    }

    private Target target(Gate gate, ObjectCache cache) {
        Target cached = cache.get(
                        Canary.class,
                        gate.getMetadata().getNamespace(),
                        gate.getSpec().target().name())
                .map(canary -> of(canary, gate, cache))
                .orElse(Target.Gone);
        if (cached == Target.Waiting || decided(gate)) {
            return cached;
        }
        // Live: a gate is withdrawn, or goes to the point of no return, by what the trial is now. The watch on Canaries
        // may lag behind the trial that has just opened this gate, or that has just been harmed.
        return api.read(
                        Canary.class,
                        gate.getMetadata().getNamespace(),
                        gate.getSpec().target().name())
                .map(canary -> of(canary, gate, cache))
                .orElse(Target.Gone);
    }

    private static boolean decided(Gate gate) {
        return switch (phase(gate)) {
            case Pending, Approved, Executing -> false;
            case Rejected, Expired, Withdrawn, Executed, ExecutionFailed -> true;
        };
    }

    private static Target of(Canary canary, Gate gate, ObjectCache cache) {
        CanaryStatus status = canary.getStatus();
        if (!canary.getMetadata().getUid().equals(gate.getSpec().target().uid())
                || status == null
                || status.phase() == null
                || !held(gate, cache)) {
            return Target.Gone;
        }
        EvidenceNumbers numbers = status.evidence();
        boolean harmed = numbers != null && numbers.verdict() == EvidenceNumbers.Verdict.Regressed;
        ObjectRef named = status.gateRef();
        boolean names = named != null && named.uid().equals(gate.getMetadata().getUid());
        return switch (status.phase()) {
            case Promoting -> names ? Target.Promoting : Target.Gone;
            case AwaitingGate ->
                harmed ? Target.Harmed : names ? Target.Waiting : named == null ? Target.Opening : Target.Gone;
            case Paused -> harmed ? Target.Harmed : names ? Target.Waiting : Target.Gone;
            case RolledBack -> harmed ? Target.Harmed : Target.Gone;
            case Pending, Judging, Ramping, Promoted, Failed -> Target.Gone;
        };
    }

    /** Whether the Model is there and still has the candidate's entry, byte by byte. */
    private static boolean held(Gate gate, ObjectCache cache) {
        return cache.get(
                        Model.class,
                        gate.getMetadata().getNamespace(),
                        gate.getSpec().modelRef().name())
                .filter(model -> model.getMetadata()
                        .getUid()
                        .equals(gate.getSpec().modelRef().uid()))
                .filter(model -> gate.getSpec()
                        .trial()
                        .candidate()
                        .digest()
                        .equals(ModelObserver.digests(model.getSpec())
                                .get(gate.getSpec().trial().candidate().version())))
                .isPresent();
    }
}
