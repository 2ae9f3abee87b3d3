package io.aegisvision.domain.miglayout;

import io.aegisvision.api.v1alpha1.MigLayoutSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides what becomes of a node's layout.
 *
 * @param node the node of the layout's name
 * @param manager MIG Manager's configuration; empty where there is none
 */
public record MigLayoutSnapshot(MigLayoutSpec spec, Optional<NodeState> node, Optional<Layouts> manager) {

    /**
     * The node as it is. Everything that outlives a restart of the operator stands on it.
     *
     * @param config layout that MIG Manager is asked for; empty for none
     * @param state what MIG Manager says of it; empty while it says nothing
     * @param closed whether our taint keeps pods away
     * @param change the change that we asked for and that is not over
     * @param holders pods that hold GPUs, as namespace and name, in order
     * @param unaccounted instances that exist and that nobody offers, or that are out of order
     * @param offered instances that the node offers, by profile
     */
    public record NodeState(
            Optional<String> config,
            Optional<State> state,
            boolean closed,
            Optional<Change> change,
            List<String> holders,
            int unaccounted,
            Map<String, Integer> offered) {
        boolean idle() {
            return holders.isEmpty() && unaccounted == 0;
        }
    }

    /**
     * A change that we asked MIG Manager for.
     *
     * @param to layout that was asked for
     * @param from layout before; empty where there was none
     * @param since when it was asked for; when the way back began, for one that failed
     * @param failed whether it is being undone, or was
     */
    public record Change(String to, Optional<String> from, Instant since, boolean failed) {}

    /** What MIG Manager says, in its words: {@code nvidia.com/mig.config.state}. */
    public enum State {
        pending,
        rebooting,
        success,
        failed
    }

    /**
     * MIG Manager's configuration.
     *
     * @param writable whether it is the administrator's own, so that a layout may be added
     * @param layouts by name; only those without a filter by product
     */
    public record Layouts(boolean writable, Map<String, List<MigLayoutSpec.Devices>> layouts) {}
}
