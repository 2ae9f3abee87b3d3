package io.aegisvision.webhooks.model;

import io.aegisvision.api.v1alpha1.Keys;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides who stands in a Model's record of requesters after a request.
 *
 * <p>Where spec changes, the user is appended, or begins the record anew when another gate was executed since it began.
 * Where it does not, the record stays. Text that differs from both the old and the new record is refused: somebody tries
 * to put others in or to take themselves out.
 */
public final class Requesters {
    private Requesters() {}

    /**
     * What the annotations hold.
     *
     * @param names {@link Keys#REQUESTED_BY}, empty when absent
     * @param since {@link Keys#REQUESTED_SINCE}, empty when absent
     */
    public record Recorded(String names, String since) {
        /** Nothing. */
        public static final Recorded NONE = new Recorded("", "");
    }

    /**
     * A request, reduced to what matters.
     *
     * @param user the authenticated user
     * @param create the Model is new
     * @param specChanged spec differs from the old one; true for a new Model
     * @param before annotations of the old object
     * @param promotion uid of the gate that this Model's serving version was promoted by; empty before the first
     * @param given annotations of the new object; empty where absent
     */
    public record Request(
            String user,
            boolean create,
            boolean specChanged,
            Recorded before,
            String promotion,
            Optional<Recorded> given) {}

    /** The answer. */
    public sealed interface Decision {
        /** Let it through with this record written. */
        record Record(Recorded recorded) implements Decision {}

        /** Refuse it. @param message what to do */
        record Refuse(String message) implements Decision {}
    }

    /** Total. */
    public static Decision decide(Request request) {
        if (request.specChanged() && request.user().contains(Keys.REQUESTER_SEPARATOR)) {
            return new Decision.Refuse("a user whose name holds a comma cannot change a Model: " + request.user());
        }
        Recorded expected = expected(request);
        boolean honest = request.given()
                .filter(given -> !given.equals(Recorded.NONE))
                .map(given -> given.equals(expected) || (!request.create() && given.equals(request.before())))
                .orElse(true);
        return honest
                ? new Decision.Record(expected)
                : new Decision.Refuse("metadata.annotations: leave out " + Keys.REQUESTED_BY + " and "
                        + Keys.REQUESTED_SINCE + "; the platform records who changed spec");
    }

    private static Recorded expected(Request request) {
        Recorded before = request.before();
        if (!request.specChanged()) {
            return before;
        }
        boolean promoted = !request.promotion().isEmpty() && !Objects.equals(request.promotion(), before.since());
        if (before.names().isEmpty() || promoted) {
            return new Recorded(request.user(), request.promotion());
        }
        return Keys.requesters(before.names()).contains(request.user())
                ? before
                : new Recorded(before.names() + Keys.REQUESTER_SEPARATOR + request.user(), before.since());
    }
}
