package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;

/** What is done for a Model, in the order of the plan's list; the first failure stops the rest. */
public sealed interface ModelAction {
    /** Make the ledger: there was none. */
    record CreateLedger(ModelLedgerSpec spec) implements ModelAction {}

    /** Write the ledger, if it still is what was read. */
    record UpdateLedger(ModelLedgerSpec spec) implements ModelAction {}

    /** Open a trial; one that exists under this name is left alone. */
    record OpenTrial(String name, CanarySpec spec) implements ModelAction {}

    /** Delete an ended trial beyond the history limit. */
    record PruneTrial(String name) implements ModelAction {}
}
