package io.aegisvision.domain.condition;

import io.aegisvision.domain.condition.Condition.Claim;
import java.util.List;

/** Where an object stands, in the words of kstatus. */
public sealed interface Readiness {
    /** Type of the condition that holds when the object does what its spec says. */
    String READY = "Ready";
    /** Type of the condition that holds while the controller works towards the spec; absent otherwise. */
    String RECONCILING = "Reconciling";
    /** Type of the condition that holds while nothing but a person's change helps; absent otherwise. */
    String STALLED = "Stalled";

    /** One word in CamelCase. */
    String reason();

    /** For people. */
    String message();

    /** It does what its spec says. */
    record Ready(String reason, String message) implements Readiness {}

    /** It serves, and a change is on its way. */
    record ReadyWhileReconciling(String reason, String message) implements Readiness {}

    /** It serves as before, and the change that is asked for cannot be. */
    record ReadyWhileStalled(String reason, String message) implements Readiness {}

    /** The controller works on it, or waits for something that comes by itself. */
    record Reconciling(String reason, String message) implements Readiness {}

    /** A person must change something. */
    record Stalled(String reason, String message) implements Readiness {}

    /** The claims of {@code Ready}, {@code Reconciling} and {@code Stalled}; the last two only when they hold. */
    default List<Claim> claims() {
        Claim works = Claim.holds(READY, reason(), message());
        Claim doesNot = Claim.fails(READY, reason(), message());
        Claim reconciling = Claim.holds(RECONCILING, reason(), message());
        Claim stalled = Claim.holds(STALLED, reason(), message());
        return switch (this) {
            case Ready _ -> List.of(works);
            case ReadyWhileReconciling _ -> List.of(works, reconciling);
            case ReadyWhileStalled _ -> List.of(works, stalled);
            case Reconciling _ -> List.of(doesNot, reconciling);
            case Stalled _ -> List.of(doesNot, stalled);
        };
    }
}
