package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.controllers.objects.WriteFailure;
import java.util.Optional;

/** What became of a plan's action. */
sealed interface CanaryOutcome {
    /** It was done, or there was none. @param gate the gate that stands open now, where the action was to open one */
    record Done(Optional<ObjectRef> gate) implements CanaryOutcome {}

    /** It was not; the state is not written. */
    record Failed(WriteFailure failure) implements CanaryOutcome {}
}
