package io.aegisvision.controllers.gate;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.ApprovalStatus;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.controllers.objects.ContextCache;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.controllers.objects.Pass;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.gate.Ballot;
import io.aegisvision.domain.gate.Ballot.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Tells each person what became of their decision, by the same count that decides the gate. */
@ControllerConfiguration(
        name = "approval",
        informer = @Informer(name = "approval"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class ApprovalReconciler implements Reconciler<Approval> {
    private final ObjectApi api;
    private final InstantSource clock;

    /** Writes through {@code api}. */
    public ApprovalReconciler(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Approval>> prepareEventSources(EventSourceContext<Approval> context) {
        return List.of(ContextCache.watch(Gate.class, context, gate -> context.getPrimaryCache()
                .list(approval -> Objects.equals(
                                approval.getMetadata().getNamespace(),
                                gate.getMetadata().getNamespace())
                        && approval.getSpec()
                                .gateRef()
                                .name()
                                .equals(gate.getMetadata().getName()))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet())));
    }

    @Override
    public UpdateControl<Approval> reconcile(Approval approval, Context<Approval> context) {
        return Pass.run(() -> {
            pass(approval, new ContextCache<>(context));
            return Optional.empty();
        });
    }

    /**
     * One pass over one decision.
     *
     * @throws io.aegisvision.controllers.objects.WriteFailure where a write failed
     */
    public void pass(Approval approval, ObjectCache cache) {
        if (approval.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        Optional<Gate> gate = cache.get(
                Gate.class,
                approval.getMetadata().getNamespace(),
                approval.getSpec().gateRef().name());
        Approval current = gate.map(found -> owned(approval, found)).orElse(approval);
        ApprovalStatus status = status(current, answer(current, gate, cache), clock.instant());
        if (!status.equals(current.getStatus())) {
            Approval written = new Approval();
            written.setMetadata(current.getMetadata());
            written.setSpec(current.getSpec());
            written.setStatus(status);
            api.updateStatus(written);
            api.tell(
                    current,
                    current.getStatus() == null ? null : current.getStatus().conditions(),
                    status.conditions());
        }
    }

    /** The gate owns the decision, so that the garbage collector takes both. */
    private Approval owned(Approval approval, Gate gate) {
        if (Owned.isBy(approval, gate.getMetadata().getUid())
                || !approval.getMetadata().getOwnerReferences().isEmpty()) {
            return approval;
        }
        Approval written = new Approval();
        written.setMetadata(new ObjectMetaBuilder(approval.getMetadata())
                .withOwnerReferences(Owned.reference(gate))
                .build());
        written.setSpec(approval.getSpec());
        written.setStatus(approval.getStatus());
        return api.update(written);
    }

    private static Answer answer(Approval approval, Optional<Gate> gate, ObjectCache cache) {
        if (gate.isEmpty()) {
            return new Answer(
                    false,
                    Reason.GateNotFound,
                    "there is no gate " + approval.getSpec().gateRef().name());
        }
        Gate found = gate.get();
        var decisions = GateObserver.decisions(cache, found);
        Ballot ballot =
                switch (GateObserver.phase(found)) {
                    case Pending, Approved -> Ballot.count(found.getSpec(), decisions);
                    case Executing, Executed, ExecutionFailed, Rejected, Expired, Withdrawn ->
                        Ballot.closed(
                                found.getSpec(), Lists.copy(found.getStatus().approvals()), decisions);
                };
        Answer unseen = new Answer(false, Reason.Unknown, "not counted yet");
        return ballot.answers().getOrDefault(approval.getMetadata().getUid(), unseen);
    }

    private static ApprovalStatus status(Approval approval, Answer answer, Instant now) {
        long generation = approval.getMetadata().getGeneration();
        String reason = answer.reason().name();
        Readiness readiness = answer.counted()
                ? new Readiness.Ready(reason, answer.message())
                : new Readiness.Stalled(reason, answer.message());
        ApprovalStatus previous = approval.getStatus();
        return new ApprovalStatus(
                generation,
                answer.counted(),
                reason,
                answer.message(),
                StatusConditions.merge(
                        previous == null ? List.of() : previous.conditions(), readiness.claims(), generation, now));
    }
}
