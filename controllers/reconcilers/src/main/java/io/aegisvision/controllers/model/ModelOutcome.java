package io.aegisvision.controllers.model;

import io.aegisvision.controllers.objects.WriteFailure;

/** What became of a plan's actions. */
public sealed interface ModelOutcome {
    /** All were done. @param changed there was at least one */
    record Done(boolean changed) implements ModelOutcome {}

    /** One was not, and those after it were not tried; the status is left as it is. */
    record Failed(WriteFailure failure) implements ModelOutcome {}
}
