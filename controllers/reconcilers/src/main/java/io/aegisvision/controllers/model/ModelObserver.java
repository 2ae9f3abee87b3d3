package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.PromotionPolicy;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.controllers.objects.RequestDigest;
import io.aegisvision.domain.model.LoadReport;
import io.aegisvision.domain.model.ModelSnapshot;
import io.aegisvision.domain.model.ModelSnapshot.GateView;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import io.aegisvision.domain.model.ModelSnapshot.TrialView;
import io.aegisvision.domain.promotion.Floors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gathers what is known of a Model, from caches only. */
public final class ModelObserver {
    private final ModelCells cells;
    private final Floors configured;

    /** @param configured the floors where no PromotionPolicy exists */
    public ModelObserver(ModelCells cells, Floors configured) {
        this.cells = cells;
        this.configured = configured;
    }

    /** What is known now. */
    public ModelSnapshot observe(Model model, ObjectCache cache) {
        String namespace = model.getMetadata().getNamespace();
        String name = model.getMetadata().getName();
        Map<String, String> digests = digests(model.getSpec());
        List<TrialView> trials = cache.list(Canary.class, namespace).stream()
                .filter(canary -> canary.getSpec().modelRef().name().equals(name))
                .filter(canary -> Owned.isBy(canary, model.getMetadata().getUid()))
                .map(ModelObserver::trial)
                .toList();
        Optional<Serving> serving = serving(model.getStatus());
        Set<String> used = ModelCells.cells(cells.streams(cache, namespace, name));
        return new ModelSnapshot(
                name,
                model.getMetadata().getUid(),
                model.getSpec(),
                digests,
                serving,
                cache.get(ModelLedger.class, namespace, name).map(ModelLedger::getSpec),
                trials,
                gate(cache, namespace, trials),
                serving.map(now -> cells.load(namespace, used, now.digest()))
                        .orElse(new LoadReport(used.size(), 0, 0, Optional.empty())),
                !requesters(model).isEmpty(),
                Floors.strictest(
                        cache.list(PromotionPolicy.class).stream()
                                .map(PromotionPolicy::getSpec)
                                .toList(),
                        configured));
    }

    /** Who changed the Model since the last promotion; empty where nobody recorded it. */
    public static List<String> requesters(Model model) {
        Map<String, String> annotations = model.getMetadata().getAnnotations();
        String value = annotations == null ? null : annotations.get(Keys.REQUESTED_BY);
        return value == null ? List.of() : Keys.requesters(value);
    }

    /** Version digest by version name. */
    public static Map<String, String> digests(ModelSpec spec) {
        Map<String, String> digests = new TreeMap<>();
        for (ModelSpec.Version version : Lists.copy(spec.versions())) {
            digests.put(version.name(), VersionDigest.of(version));
        }
        return digests;
    }

    private static Optional<Serving> serving(ModelStatus status) {
        if (status == null || status.servingVersion() == null || status.servingDigest() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Serving(status.servingVersion(), status.servingDigest(), Optional.ofNullable(status.servedBy())));
    }

    private static TrialView trial(Canary canary) {
        CanaryStatus status = canary.getStatus();
        Instant created = Instant.parse(canary.getMetadata().getCreationTimestamp());
        if (status == null || status.phase() == null) {
            return new TrialView(
                    canary.getMetadata().getName(),
                    canary.getMetadata().getUid(),
                    canary.getSpec(),
                    CanaryStatus.Phase.Pending,
                    "",
                    "",
                    Optional.empty(),
                    created);
        }
        return new TrialView(
                canary.getMetadata().getName(),
                canary.getMetadata().getUid(),
                canary.getSpec(),
                status.phase(),
                status.reason() == null ? "" : status.reason(),
                status.message() == null ? "" : status.message(),
                Optional.ofNullable(status.gateRef()),
                created);
    }

    private static Optional<GateView> gate(ObjectCache cache, String namespace, List<TrialView> trials) {
        return trials.stream()
                .filter(trial -> trial.phase() == CanaryStatus.Phase.Promoting)
                .flatMap(trial -> trial.gateRef().stream())
                .flatMap(ref -> cache.get(Gate.class, namespace, ref.name()).stream()
                        .filter(gate -> gate.getMetadata().getUid().equals(ref.uid())))
                .map(gate -> new GateView(
                        gate.getMetadata().getName(),
                        gate.getMetadata().getUid(),
                        gate.getSpec(),
                        gate.getStatus() == null || gate.getStatus().phase() == null
                                ? GateStatus.Phase.Pending
                                : gate.getStatus().phase(),
                        RequestDigest.of(gate.getSpec())))
                .findFirst();
    }
}
