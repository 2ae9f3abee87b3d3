package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import java.util.ArrayList;
import java.util.List;

/** A GPU while a plan is made: one row of memory slices. */
final class Row {
    /**
     * An instance that somebody held before the plan.
     *
     * @param start -1 where it is not known
     */
    record Held(int profile, int start, Holder holder) {}

    /** Position by node and GPU: ties go to the lower one. */
    final int index;

    final Node node;
    final Gpu gpu;
    final Shape shape;
    final List<Held> held = new ArrayList<>();
    /** Instances that exist and nobody holds, by profile. */
    final int[] stock;
    /** Slices and counters of what is held, placements of this plan included, as far as starts are known. */
    State state = State.EMPTY;
    /** Slices that are kept free for a demand that goes before others. */
    int reserved;
    /** Whether it takes anything new. */
    boolean open = true;
    /** Whether it may get another layout: nothing runs on it, and nobody chooses among its instances. */
    boolean idle;
    /** Whether this plan gives it another layout. */
    boolean remade;
    /** Placements of this plan. */
    int added;

    Row(int index, Node node, Gpu gpu, Shape shape) {
        this.index = index;
        this.node = node;
        this.gpu = gpu;
        this.shape = shape;
        this.stock = new int[shape.profiles()];
    }

    /** A copy that can be changed without changing this; what was held before is shared. */
    Row copy() {
        Row copy = new Row(index, node, gpu, shape);
        copy.held.addAll(held);
        System.arraycopy(stock, 0, copy.stock, 0, stock.length);
        copy.state = state;
        copy.reserved = reserved;
        copy.open = open;
        copy.idle = idle;
        copy.remade = remade;
        copy.added = added;
        return copy;
    }

    /** Whether anybody holds any of it. */
    boolean used() {
        return added > 0 || !held.isEmpty();
    }

    /** What may not be touched: what is held, and what is kept free. */
    State blocked() {
        return reserved == 0 ? state : new State(state.mask() | reserved, state.used());
    }

    /** {@code node/gpu}. */
    String name() {
        return node.name() + "/" + gpu.name();
    }
}
