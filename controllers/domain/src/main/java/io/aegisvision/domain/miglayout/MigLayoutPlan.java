package io.aegisvision.domain.miglayout;

import io.aegisvision.api.v1alpha1.MigLayoutSpec;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is said and done about a node's layout.
 *
 * @param config name of the layout in MIG Manager's configuration; empty where there is none yet
 * @param step the one thing to do now
 * @param again when to look again though nothing changes
 */
public record MigLayoutPlan(Readiness readiness, Optional<String> config, Step step, Optional<Duration> again) {

    /** One write; what follows from it is planned anew from what is there then. */
    public sealed interface Step {
        /** Nothing. */
        record None() implements Step {}

        /** Keeps new pods with GPUs away from the node. */
        record Close() implements Step {}

        /** Lets pods in again, and forgets the change. */
        record Open() implements Step {}

        /** Lets pods in again, and remembers the change that failed. */
        record Admit() implements Step {}

        /** Adds a layout to MIG Manager's configuration. */
        record Name(String name, List<MigLayoutSpec.Devices> groups) implements Step {}

        /** Asks MIG Manager for a layout, and remembers the change in the same write, which also clears what it said before. */
        record Ask(String config, Change change) implements Step {}
    }
}
