package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Compiled geometries, one of each product and geometry, kept from plan to plan. */
final class Shapes {
    private final GeometryTable table;
    private final Map<String, Optional<Shape>> tabled = new HashMap<>();
    private final Map<Product, Shape> compiled = new HashMap<>();

    private record Product(String name, Geometry geometry) {}

    Shapes(GeometryTable table) {
        this.table = table;
    }

    /** Of the table. */
    Optional<Shape> of(String product) {
        return tabled.computeIfAbsent(product, name -> table.of(name).map(geometry -> of(name, geometry)));
    }

    Shape of(String product, Geometry geometry) {
        return compiled.computeIfAbsent(new Product(product, geometry), made -> new Shape(made.geometry));
    }
}
