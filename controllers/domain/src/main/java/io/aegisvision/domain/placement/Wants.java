package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What demands come to on the GPUs of their pools. Equal needs are sized once, and a demand that is as it was in the plan
 * before is not sized again as long as the pools have the same products. Needs that came to the same share one map, so that
 * whoever counts them counts a handful.
 */
final class Wants {
    private Map<String, Map<Shape, String>> products = new HashMap<>();
    /** The same in order, which kinds depend on. */
    private Map<String, List<Map.Entry<Shape, String>>> inOrder = Map.of();

    private Map<String, Want> known = new HashMap<>();
    private Map<String, Want> now = new HashMap<>();
    private final Map<Sized, Want> sized = new HashMap<>();
    private final Map<Outcome, Map<Shape, RightSizing>> shared = new HashMap<>();

    private record Sized(String pool, Need need) {}

    private record Outcome(String kind, List<Boolean> known) {}

    /** Begins a plan: where products changed all is forgotten, and who is gone always. */
    void begin(Fleet fleet) {
        products = new HashMap<>();
        fleet.pools().keySet().forEach(pool -> products.put(pool, products(fleet.rows(pool))));
        Map<String, List<Map.Entry<Shape, String>>> ordered = new HashMap<>();
        products.forEach((pool, found) -> ordered.put(pool, List.copyOf(found.entrySet())));
        if (ordered.equals(inOrder)) {
            known = now;
        } else {
            known = new HashMap<>();
            shared.clear();
        }
        inOrder = ordered;
        now = HashMap.newHashMap(known.size());
        sized.clear();
    }

    /** Of one demand. */
    Want of(Demand demand) {
        Want before = known.get(demand.id());
        Want want = before != null && before.demand().equals(demand) ? before : fresh(demand);
        now.put(demand.id(), want);
        return want;
    }

    private Want fresh(Demand demand) {
        Want like = sized.computeIfAbsent(new Sized(demand.pool(), demand.need()), key -> size(demand));
        Want own = new Want(demand, like.products(), like.sizes(), like.levels(), like.kind());
        return own.anywhere()
                ? own
                : new Want(demand, like.products(), like.sizes(), like.levels(), like.kind() + " " + demand.id());
    }

    private Want size(Demand demand) {
        Map<Shape, String> pool = products.getOrDefault(demand.pool(), Map.of());
        Map<Shape, RightSizing> sizes = new LinkedHashMap<>();
        pool.forEach((shape, product) -> sizes.put(shape, RightSizing.of(demand.need(), product, shape)));
        int levels = sizes.values().stream()
                .mapToInt(size -> size.adequate().length)
                .max()
                .orElse(0);
        String kind = sizes.values().stream()
                .map(size -> Arrays.toString(size.adequate()))
                .collect(Collectors.joining(" ", demand.pool() + " ", ""));
        return new Want(demand, pool, shared.computeIfAbsent(outcome(kind, sizes), key -> sizes), levels, kind);
    }

    private static Outcome outcome(String kind, Map<Shape, RightSizing> sizes) {
        return new Outcome(
                kind, sizes.values().stream().map(RightSizing::throughputKnown).toList());
    }

    /** In order of the first GPU, so that equal snapshots give equal kinds. */
    private static Map<Shape, String> products(List<Row> rows) {
        Map<Shape, String> found = new LinkedHashMap<>();
        rows.forEach(row -> found.putIfAbsent(row.shape, row.gpu.product()));
        return found;
    }
}
