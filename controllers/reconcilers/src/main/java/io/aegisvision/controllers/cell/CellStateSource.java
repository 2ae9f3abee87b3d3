package io.aegisvision.controllers.cell;

import io.aegisvision.contract.CellState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Changes of what cells say as a reason to reconcile.
 *
 * @param <P> type that is reconciled
 */
public final class CellStateSource<P extends HasMetadata> extends AbstractEventSource<CellState, P> {
    private final CellPoller poller;
    private final BiFunction<String, String, Set<ResourceID>> mapper;

    /** @param mapper pure: from namespace and name of a cell to the primaries that its state concerns */
    public CellStateSource(CellPoller poller, BiFunction<String, String, Set<ResourceID>> mapper) {
        super(CellState.class, "cell-states");
        this.poller = poller;
        this.mapper = mapper;
    }

    @Override
    public synchronized void start() {
        if (!isRunning()) {
            super.start();
            poller.listen((namespace, cell) -> {
                if (isRunning()) {
                    mapper.apply(namespace, cell)
                            .forEach(id -> getEventHandler().handleEvent(new Event(id)));
                }
            });
            poller.start();
        }
    }

    @Override
    public Set<CellState> getSecondaryResources(P primary) {
        return Set.of();
    }
}
