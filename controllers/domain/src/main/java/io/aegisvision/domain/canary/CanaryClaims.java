package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Readiness;
import java.util.List;
import java.util.stream.Stream;

/** The conditions of a trial: Ready when it has come to its end, Stalled when only a person helps. */
final class CanaryClaims {
    private CanaryClaims() {}

    static List<Claim> of(CanaryState state) {
        String reason = state.reason().isEmpty() ? Reason.Unknown.name() : state.reason();
        String message = state.message();
        Readiness readiness =
                switch (state.phase()) {
                    case Promoted, RolledBack -> new Readiness.Ready(reason, message);
                    case Failed -> new Readiness.Stalled(reason, message);
                    case Paused -> new Readiness.Stalled(reason, message);
                    case Pending, Judging, Ramping, AwaitingGate, Promoting ->
                        new Readiness.Reconciling(reason, message);
                };
        boolean refused = reason.equals(Reason.ClipsTooFew.name()) || reason.equals(Reason.ClipsUnbalanced.name());
        Claim accepted = refused
                ? Claim.fails("Accepted", reason, message)
                : Claim.holds("Accepted", Reason.Valid.name(), "the trial makes sense");
        return Stream.concat(readiness.claims().stream(), Stream.of(accepted)).toList();
    }
}
