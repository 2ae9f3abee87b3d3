package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A demand that is looked for a place for.
 *
 * @param products of the pool, by geometry
 * @param sizes by geometry; a geometry that is absent, or without adequate profiles, cannot take it
 * @param levels most adequate profiles on any geometry
 * @param kind equal for demands that may stand for each other: same pool, same profiles, no affinity; else its own
 */
record Want(Demand demand, Map<Shape, String> products, Map<Shape, RightSizing> sizes, int levels, String kind) {
    /** The number of the adequate profile at a level, the smallest at level 0; -1 where there is none. */
    int profile(Shape shape, int level) {
        RightSizing size = sizes.get(shape);
        return size == null || level >= size.adequate().length ? -1 : size.adequate()[level];
    }

    /** What the largest profile lacks, on the product that comes first by these words; empty where one is adequate. */
    String shortfall() {
        return products.entrySet().stream()
                .map(product -> RightSizing.shortfall(demand.need(), product.getValue(), product.getKey()))
                .sorted()
                .findFirst()
                .orElse("");
    }

    /** Whether it may be on a GPU, as far as it says itself. */
    boolean allows(Row row) {
        Demand.Affinity affinity = demand.affinity();
        return (affinity.nodes().isEmpty() || affinity.nodes().contains(row.node.name()))
                && (affinity.products().isEmpty() || affinity.products().contains(row.gpu.product()));
    }

    /** Whether it may be anywhere. */
    boolean anywhere() {
        return demand.affinity().nodes().isEmpty()
                && demand.affinity().products().isEmpty();
    }

    /** A demand is itself by its id. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Want want && want.demand.id().equals(demand.id());
    }

    @Override
    public int hashCode() {
        return demand.id().hashCode();
    }
}
