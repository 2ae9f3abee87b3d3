package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.ModelStatus.ServedBy;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.domain.model.ModelSnapshot.GateView;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import io.aegisvision.domain.model.ModelSnapshot.TrialView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides what serves. The ledger is written first and the status follows it, so that whatever point a process ends at,
 * the next one reads from the ledger what serves and goes on:
 *
 * <pre>
 * 1 ledger.serving := candidate + uid of the gate    (optimistic lock on the ledger)
 * 2 status.servingVersion, servingDigest, servedBy   (one write, optimistic lock on the Model)
 * 3 the Gate sees its uid in the ledger: Executed; the Canary sees that: Promoted
 * </pre>
 *
 * <p>A first version serves without a trial only while the ledger knows of none that ever served: the ledger notes it
 * when a cell proves it loaded. Until then a first version that cannot be loaded may be replaced.
 */
public final class ModelPlanner {
    private static final int SHOWN_REJECTIONS = 32;

    private ModelPlanner() {}

    /** Total: every Model, however broken, has a plan. */
    public static ModelPlan plan(ModelSnapshot model, Instant now) {
        ModelLedgerSpec remembered = model.ledger().orElseGet(() -> Ledger.empty(model.name()));
        Optional<ModelLedgerSpec> bound = Ledger.bind(remembered, model.digests());
        ModelLedgerSpec ledger = bound.orElse(remembered);
        Serves serves =
                ledger.serving() == null ? first(model, ledger, now) : later(model, ledger, ledger.serving(), now);
        List<ModelAction> actions = new ArrayList<>();
        if (model.ledger().isEmpty()) {
            actions.add(new ModelAction.CreateLedger(serves.ledger()));
        } else if (!serves.ledger().equals(remembered)) {
            actions.add(new ModelAction.UpdateLedger(serves.ledger()));
        }
        TrialChoice choice =
                bound.isEmpty() ? TrialChoice.full() : TrialChoice.of(model, serves.ledger(), serves.serving());
        choice.open().ifPresent(actions::add);
        actions.addAll(prune(model, serves.ledger()));
        return new ModelPlan(
                actions,
                serves.serving(),
                choice.candidate(),
                rejected(serves.ledger()),
                ModelClaims.of(model, serves.serving(), choice));
    }

    private record Serves(ModelLedgerSpec ledger, Optional<Serving> serving) {}

    /** Nothing has ever served, as far as is remembered. */
    private static Serves first(ModelSnapshot model, ModelLedgerSpec ledger, Instant now) {
        Optional<Serving> wanted =
                rebound(model, ledger).containsKey(model.spec().version())
                        ? Optional.empty()
                        : Optional.ofNullable(model.digests().get(model.spec().version()))
                                .map(digest -> new Serving(model.spec().version(), digest, Optional.empty()));
        if (model.serving().isEmpty()) {
            return new Serves(ledger, wanted);
        }
        Serving serving = model.serving().get();
        if (model.load().loaded() > 0) {
            String gate = serving.servedBy().map(ServedBy::uid).orElse(null);
            return new Serves(
                    Ledger.serve(
                            ledger,
                            new ModelLedgerSpec.Serving(serving.version(), serving.digest(), gate, now.toString())),
                    model.serving());
        }
        boolean failed =
                model.load().failure().isPresent() && serving.servedBy().isEmpty();
        return new Serves(ledger, failed && wanted.isPresent() ? wanted : model.serving());
    }

    private static Serves later(
            ModelSnapshot model, ModelLedgerSpec ledger, ModelLedgerSpec.Serving remembered, Instant now) {
        Optional<TrialView> promoted = executable(model, remembered);
        if (promoted.isPresent() && model.gate().isPresent()) {
            GateView gate = model.gate().get();
            var candidate = promoted.get().spec().trial().candidate();
            ModelLedgerSpec next = Ledger.serve(
                    ledger,
                    new ModelLedgerSpec.Serving(candidate.version(), candidate.digest(), gate.uid(), now.toString()));
            ServedBy by = new ServedBy(gate.name(), gate.uid());
            return new Serves(next, Optional.of(new Serving(candidate.version(), candidate.digest(), Optional.of(by))));
        }
        return new Serves(ledger, restored(model, remembered));
    }

    /** The trial whose gate is to be executed now: approved, named by name and uid, its request unchanged. */
    private static Optional<TrialView> executable(ModelSnapshot model, ModelLedgerSpec.Serving serving) {
        return model.gate()
                .filter(gate -> gate.phase() == GateStatus.Phase.Executing)
                .filter(gate -> gate.requestDigest().equals(gate.spec().requestDigest()))
                .filter(gate -> gate.spec().modelRef().uid().equals(model.uid()))
                .filter(gate -> !gate.uid().equals(serving.gateUid()))
                .flatMap(gate -> model.trials().stream()
                        .filter(trial -> trial.phase() == Phase.Promoting)
                        .filter(trial -> trial.gateRef().equals(Optional.of(new ObjectRef(gate.name(), gate.uid()))))
                        .filter(trial -> trial.uid().equals(gate.spec().target().uid()))
                        .filter(trial -> trial.spec().trial().equals(gate.spec().trial()))
                        .findFirst())
                .filter(trial -> trial.spec().trial().baseline().digest().equals(serving.digest()))
                .filter(trial -> trial.spec()
                        .trial()
                        .candidate()
                        .digest()
                        .equals(model.digests()
                                .get(trial.spec().trial().candidate().version())));
    }

    /** What the ledger says that serves, as far as the Model still has it. */
    private static Optional<Serving> restored(ModelSnapshot model, ModelLedgerSpec.Serving remembered) {
        if (model.serving()
                .filter(now -> now.digest().equals(remembered.digest()))
                .isPresent()) {
            return model.serving();
        }
        Optional<String> name = Optional.of(remembered.version())
                .filter(version -> remembered.digest().equals(model.digests().get(version)))
                .or(() -> new TreeMap<>(model.digests())
                        .entrySet().stream()
                                .filter(entry -> entry.getValue().equals(remembered.digest()))
                                .map(Map.Entry::getKey)
                                .findFirst());
        Optional<ServedBy> by = Optional.ofNullable(remembered.gateUid())
                .map(uid -> new ServedBy(
                        model.trials().stream()
                                .flatMap(trial -> trial.gateRef().stream())
                                .filter(gate -> gate.uid().equals(uid))
                                .map(ObjectRef::name)
                                .findFirst()
                                .orElse(null),
                        uid));
        return name.map(version -> new Serving(version, remembered.digest(), by));
    }

    /** Names whose meaning differs from the remembered one, with the remembered digest. */
    static Map<String, String> rebound(ModelSnapshot model, ModelLedgerSpec ledger) {
        Map<String, String> names = new TreeMap<>();
        model.digests().forEach((name, digest) -> Ledger.meaning(ledger, name)
                .filter(meaning -> !meaning.equals(digest))
                .ifPresent(meaning -> names.put(name, meaning)));
        return names;
    }

    /** Ended trials beyond the limit, oldest first; one whose rejection is not yet remembered stays. */
    private static List<ModelAction> prune(ModelSnapshot model, ModelLedgerSpec ledger) {
        List<TrialView> ended = model.trials().stream()
                .filter(TrialView::ended)
                .filter(trial -> trial.phase() != Phase.RolledBack
                        || trial.reason().equals("Superseded")
                        || Ledger.rejection(
                                        ledger, trial.spec().trial().candidate().digest())
                                .isPresent())
                .sorted(Comparator.comparing(TrialView::created).thenComparing(TrialView::name))
                .toList();
        int surplus = Math.max(0, ended.size() - model.spec().historyLimit());
        return ended.stream()
                .limit(surplus)
                .map(trial -> (ModelAction) new ModelAction.PruneTrial(trial.name()))
                .toList();
    }

    private static List<ModelStatus.Rejected> rejected(ModelLedgerSpec ledger) {
        List<ModelStatus.Rejected> all = Lists.copy(ledger.rejected()).stream()
                .map(one -> new ModelStatus.Rejected(one.version(), one.digest(), one.reason()))
                .toList();
        return all.subList(Math.max(0, all.size() - SHOWN_REJECTIONS), all.size());
    }
}
