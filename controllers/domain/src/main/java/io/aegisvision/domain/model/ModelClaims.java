package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.model.LoadReport.Failure;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import io.aegisvision.domain.model.TrialChoice.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of a Model: Ready says whether the serving version answers, the others why it changes or cannot. */
final class ModelClaims {
    private ModelClaims() {}

    static List<Claim> of(ModelSnapshot model, Optional<Serving> serving, TrialChoice choice) {
        List<Claim> claims = new ArrayList<>(readiness(model, serving, choice).claims());
        claims.add(
                choice.standing() == Standing.Refused
                        ? Claim.fails("Accepted", choice.reason().name(), choice.message())
                        : Claim.holds("Accepted", Reason.Valid.name(), "the spec makes sense"));
        // What the cells report is about the version that the status names now.
        boolean asked =
                serving.isPresent() && model.serving().map(Serving::digest).equals(serving.map(Serving::digest));
        LoadReport load = asked ? model.load() : new LoadReport(model.load().cells(), 0, 0, Optional.empty());
        claims.add(verified(load));
        claims.add(loaded(load));
        return claims;
    }

    private static Readiness readiness(ModelSnapshot model, Optional<Serving> serving, TrialChoice choice) {
        boolean same = model.serving().map(Serving::digest).equals(serving.map(Serving::digest));
        LoadReport load = same ? model.load() : new LoadReport(model.load().cells(), 0, 0, Optional.empty());
        boolean answers = serving.isPresent() && (load.everywhere() || load.cells() == 0);
        String reason = choice.reason().name();
        return switch (choice.standing()) {
            case Refused ->
                answers
                        ? new Readiness.ReadyWhileStalled(reason, choice.message())
                        : new Readiness.Stalled(reason, choice.message());
            case Held, Trying ->
                answers
                        ? new Readiness.ReadyWhileReconciling(reason, choice.message())
                        : new Readiness.Reconciling(reason, choice.message());
            case Serving -> serving(load, choice.message());
        };
    }

    private static Readiness serving(LoadReport load, String message) {
        if (load.everywhere()) {
            return new Readiness.Ready(Reason.Serving.name(), message);
        }
        if (load.failure().isPresent()) {
            Failure failure = load.failure().get();
            return failure.lasting()
                    ? new Readiness.Stalled(failure.reason().name(), failure.message())
                    : new Readiness.Reconciling(failure.reason().name(), failure.message());
        }
        if (load.cells() == 0) {
            return new Readiness.Ready(Reason.ServingUnused.name(), "no stream uses the model");
        }
        return new Readiness.Reconciling(
                Reason.Loading.name(), "loaded in " + load.loaded() + " of " + load.cells() + " cells");
    }

    private static Claim verified(LoadReport load) {
        if (load.cells() > 0 && load.verified() == load.cells()) {
            return Claim.holds("Verified", Reason.DigestsMatch.name(), "the bytes match their digests");
        }
        return load.failure()
                .filter(failure -> !failure.ofVersion())
                .map(failure -> Claim.fails("Verified", failure.reason().name(), failure.message()))
                .orElseGet(() -> Claim.unknown("Verified", Reason.Pulling.name(), "no cell has pulled it yet"));
    }

    private static Claim loaded(LoadReport load) {
        if (load.everywhere()) {
            return Claim.holds("Loaded", Reason.LoadedEverywhere.name(), "loaded in " + load.cells() + " cells");
        }
        if (load.cells() == 0) {
            return Claim.unknown("Loaded", Reason.ServingUnused.name(), "no stream uses the model");
        }
        return load.failure()
                .map(failure -> Claim.fails("Loaded", failure.reason().name(), failure.message()))
                .orElseGet(() -> Claim.fails(
                        "Loaded",
                        Reason.Loading.name(),
                        "loaded in " + load.loaded() + " of " + load.cells() + " cells"));
    }
}
