package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateSpec;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.controllers.objects.RequestDigest;
import io.aegisvision.controllers.objects.WriteFailure;
import io.aegisvision.controllers.objects.WriteFailure.Category;
import io.aegisvision.domain.canary.CanaryPlan;
import io.aegisvision.domain.canary.CanaryPlan.Action;
import io.aegisvision.domain.model.Ledger;
import io.aegisvision.domain.model.TrialName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Does a plan's action: each can be done twice and is then done once. */
final class CanaryApplier {
    private final ObjectApi api;

    CanaryApplier(ObjectApi api) {
        this.api = api;
    }

    CanaryOutcome apply(CanaryPlan plan, Canary canary, ObjectCache cache, Instant now) {
        if (plan.action().isEmpty()) {
            return new CanaryOutcome.Done(Optional.empty());
        }
        try {
            return switch (plan.action().get()) {
                case Action.RememberRejection remember -> {
                    remember(canary, remember.reason(), cache, now);
                    yield new CanaryOutcome.Done(Optional.empty());
                }
                case Action.OpenGate open -> new CanaryOutcome.Done(Optional.of(open(canary, open)));
            };
        } catch (WriteFailure e) {
            return new CanaryOutcome.Failed(e);
        }
    }

    private void remember(Canary canary, String reason, ObjectCache cache, Instant now) {
        String namespace = canary.getMetadata().getNamespace();
        String model = canary.getSpec().modelRef().name();
        var candidate = canary.getSpec().trial().candidate();
        ModelLedger read = cache.get(ModelLedger.class, namespace, model)
                .orElseThrow(() -> new WriteFailure(Category.Conflict, "there is no ledger of " + model));
        ModelLedgerSpec spec = Ledger.reject(
                read.getSpec(),
                new ModelLedgerSpec.Rejection(
                        candidate.digest(),
                        candidate.version(),
                        reason,
                        canary.getMetadata().getName(),
                        now.toString()));
        if (!spec.equals(read.getSpec())) {
            ModelLedger ledger = new ModelLedger();
            ledger.setMetadata(read.getMetadata());
            ledger.setSpec(spec);
            api.update(ledger);
        }
    }

    private ObjectRef open(Canary canary, Action.OpenGate open) {
        String name = TrialName.ofGate(canary.getMetadata().getName(), open.n());
        Gate gate = new Gate();
        gate.setMetadata(Owned.by(
                canary,
                name,
                Map.of(
                        Keys.MODEL,
                        canary.getSpec().modelRef().name(),
                        Keys.CANARY,
                        canary.getMetadata().getName())));
        gate.setSpec(request(canary, open));
        try {
            return new ObjectRef(name, api.create(gate).getMetadata().getUid());
        } catch (WriteFailure e) {
            if (e.category() != Category.Exists) {
                throw e;
            }
            // Opened by a pass that ended before it wrote the status; the watch may not show it yet.
            Gate there = api.read(Gate.class, canary.getMetadata().getNamespace(), name)
                    .filter(found -> found.getSpec()
                            .target()
                            .uid()
                            .equals(canary.getMetadata().getUid()))
                    .filter(found -> found.getStatus() == null
                            || found.getStatus().phase() == null
                            || found.getStatus().phase() == GateStatus.Phase.Pending
                            || found.getStatus().phase() == GateStatus.Phase.Approved)
                    .orElseThrow(
                            () -> new WriteFailure(Category.Conflict, name + " is another trial's, or decided", e));
            return new ObjectRef(name, there.getMetadata().getUid());
        }
    }

    private static GateSpec request(Canary canary, Action.OpenGate open) {
        CanaryTrial trial = canary.getSpec().trial();
        GateSpec.Target target = new GateSpec.Target(
                GateSpec.TargetKind.Canary,
                canary.getMetadata().getName(),
                canary.getMetadata().getUid(),
                canary.getMetadata().getGeneration());
        GateSpec undigested = spec(trial, target, open, "");
        return spec(trial, target, open, RequestDigest.of(undigested));
    }

    private static GateSpec spec(CanaryTrial trial, GateSpec.Target target, Action.OpenGate open, String digest) {
        return new GateSpec(
                GateSpec.Action.Promote,
                target,
                open.model(),
                digest,
                trial,
                open.evidence(),
                open.requestedBy(),
                GateSpec.Tier.Consequential,
                open.affectedStreams(),
                open.requiredApprovals(),
                Lists.copy(trial.gate().approvers()),
                open.expiresAt().toString());
    }
}
