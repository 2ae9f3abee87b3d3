package io.aegisvision.controllers.objects;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs one pass of a reconciler and tells the framework when to come back. */
public final class Pass {
    /** The watch has not brought yet what was written; it will within this time, or the next pass waits again. */
    private static final Duration CACHE_CATCHES_UP = Duration.ofMillis(100);

    private Pass() {}

    /**
     * Runs it. A lost race is no error: the pass is planned anew from what the watch brings. Any other failed write goes
     * to the framework, which logs it once and tries again, slower and slower.
     *
     * @param pass answers when to look again, if not only at the next event
     */
    public static <P extends HasMetadata> UpdateControl<P> run(Supplier<Optional<Duration>> pass) {
        try {
            return pass.get()
                    .map(delay -> UpdateControl.<P>noUpdate().rescheduleAfter(delay))
                    .orElseGet(UpdateControl::noUpdate);
        } catch (WriteFailure e) {
            return switch (e.category()) {
                case Conflict, Exists -> UpdateControl.<P>noUpdate().rescheduleAfter(CACHE_CATCHES_UP);
                case Refused, Unavailable -> throw e;
            };
        }
    }
}
