package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What demands come to on the GPUs of their pools; equal needs are sized once. */
final class Wants {
    private final Fleet fleet;
    private final Map<String, Map<Shape, String>> products = new HashMap<>();
    private final Map<Sized, Want> sized = new HashMap<>();

    private record Sized(String pool, Need need) {}

    Wants(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Of one demand. */
    Want of(Demand demand) {
        Want like = sized.computeIfAbsent(new Sized(demand.pool(), demand.need()), key -> size(demand));
        Want own = new Want(demand, like.sizes(), like.levels(), like.kind());
        return own.anywhere() ? own : new Want(demand, like.sizes(), like.levels(), like.kind() + " " + demand.id());
    }

    private Want size(Demand demand) {
        Map<Shape, RightSizing> sizes = new LinkedHashMap<>();
        products.computeIfAbsent(demand.pool(), this::products)
                .forEach((shape, product) -> sizes.put(shape, RightSizing.of(demand.need(), product, shape)));
        int levels = sizes.values().stream()
                .mapToInt(size -> size.adequate().length)
                .max()
                .orElse(0);
        String kind = sizes.values().stream()
                .map(size -> Arrays.toString(size.adequate()))
                .collect(Collectors.joining(" ", demand.pool() + " ", ""));
        return new Want(demand, sizes, levels, kind);
    }

    /** In order of the first GPU, so that equal snapshots give equal kinds. */
    private Map<Shape, String> products(String pool) {
        Map<Shape, String> found = new LinkedHashMap<>();
        List<Row> rows = fleet.rows(pool);
        rows.forEach(row -> found.putIfAbsent(row.shape, row.gpu.product()));
        return found;
    }
}
