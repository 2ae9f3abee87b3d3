package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.controllers.model.ModelCells;
import io.aegisvision.controllers.model.ModelObserver;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.domain.canary.CanarySnapshot;
import io.aegisvision.domain.canary.CanarySnapshot.ClipSet;
import io.aegisvision.domain.canary.CanarySnapshot.GateSeen;
import io.aegisvision.domain.canary.CanarySnapshot.Standing;
import io.aegisvision.domain.canary.CanaryState;
import io.aegisvision.domain.model.Ledger;
import io.aegisvision.domain.model.LoadReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what is known of a trial: caches, the cells' last word, and what they measured beyond the cursors. */
final class CanaryObserver {
    private final ModelCells models;
    private final TrialCells trials;
    private final ObjectApi api;

    CanaryObserver(ModelCells models, TrialCells trials, ObjectApi api) {
        this.models = models;
        this.trials = trials;
        this.api = api;
    }

    CanarySnapshot observe(Canary canary, ObjectCache cache) {
        String namespace = canary.getMetadata().getNamespace();
        String uid = canary.getMetadata().getUid();
        String modelName = canary.getSpec().modelRef().name();
        CanaryTrial trial = canary.getSpec().trial();
        CanaryState state = RecordedState.read(canary.getStatus());
        Optional<Model> model =
                cache.get(Model.class, namespace, modelName).filter(found -> Owned.isBy(canary, uid(found)));
        Optional<ModelLedgerSpec> ledger =
                cache.get(ModelLedger.class, namespace, modelName).map(ModelLedger::getSpec);
        List<Stream> streams = models.streams(cache, namespace, modelName);
        Set<String> cells = ModelCells.cells(streams);
        LoadReport candidate = models.load(namespace, cells, trial.candidate().digest());
        boolean measuring = state.evidence().isPresent() && !state.ended();
        Map<String, GuardWindows> windows =
                measuring ? trials.windows(namespace, cells, uid, state.guardCursors()) : Map.of();
        List<Unit> units = measuring ? trials.units(namespace, cells, uid, state.cursor()) : List.of();
        return new CanarySnapshot(
                canary.getMetadata().getName(),
                uid,
                canary.getMetadata().getGeneration(),
                canary.getSpec(),
                state,
                standing(model, ledger, trial),
                canary.getSpec().suspend()
                        || model.map(found -> found.getSpec().suspend()).orElse(false),
                model.map(found -> new ObjectRef(modelName, uid(found))),
                model.map(ModelObserver::requesters).orElse(List.of()),
                state.gateRef().flatMap(ref -> gate(ref, namespace, cache)),
                gates(canary, cache),
                state.ended() ? ClipSet.UNKNOWN : trials.clips(namespace, cells, uid),
                candidate.loaded() > 0
                        ? Optional.empty()
                        : candidate
                                .failure()
                                .filter(LoadReport.Failure::ofVersion)
                                .map(LoadReport.Failure::message),
                units,
                windows,
                streams.size(),
                trials.candidateStreams(namespace, cells, trial.candidate().digest()),
                ledger.flatMap(known ->
                                Ledger.rejection(known, trial.candidate().digest()))
                        .map(ModelLedgerSpec.Rejection::reason));
    }

    private static Standing standing(Optional<Model> model, Optional<ModelLedgerSpec> ledger, CanaryTrial trial) {
        if (model.isEmpty()) {
            return Standing.Obsolete;
        }
        Map<String, String> digests = ModelObserver.digests(model.get().getSpec());
        boolean listed = digests.containsValue(trial.candidate().digest());
        ModelLedgerSpec.Serving serving = ledger.map(ModelLedgerSpec::serving).orElse(null);
        boolean baseline =
                serving == null || serving.digest().equals(trial.baseline().digest());
        if (!listed || !baseline) {
            return Standing.Obsolete;
        }
        String wanted = digests.get(model.get().getSpec().version());
        return trial.candidate().digest().equals(wanted) ? Standing.Wanted : Standing.OtherWanted;
    }

    private Optional<GateSeen> gate(ObjectRef ref, String namespace, ObjectCache cache) {
        // Live where the cache has none: right after it was opened the watch may lag, and a gate that only seems to be
        // gone must not be opened again.
        return cache.get(Gate.class, namespace, ref.name())
                .filter(found -> uid(found).equals(ref.uid()))
                .or(() -> api.read(Gate.class, namespace, ref.name()))
                .filter(found -> uid(found).equals(ref.uid()))
                .map(found -> new GateSeen(ref, phase(found)));
    }

    /** Number of the newest gate that is decided: the next one may be there already, opened by a pass that then ended. */
    private static int gates(Canary canary, ObjectCache cache) {
        String prefix = canary.getMetadata().getName() + "-";
        return cache.list(Gate.class, canary.getMetadata().getNamespace()).stream()
                .filter(gate -> gate.getSpec()
                        .target()
                        .uid()
                        .equals(canary.getMetadata().getUid()))
                .filter(gate -> switch (phase(gate)) {
                    case Pending, Approved, Executing -> false;
                    case Rejected, Expired, Withdrawn, Executed, ExecutionFailed -> true;
                })
                .map(gate -> gate.getMetadata().getName())
                .filter(name -> name.startsWith(prefix))
                .mapToInt(name -> Integer.parseInt(name.substring(prefix.length())))
                .max()
                .orElse(0);
    }

    private static GateStatus.Phase phase(Gate gate) {
        GateStatus status = gate.getStatus();
        return status == null || status.phase() == null ? GateStatus.Phase.Pending : status.phase();
    }

    private static String uid(io.fabric8.kubernetes.api.model.HasMetadata object) {
        return object.getMetadata().getUid();
    }
}
