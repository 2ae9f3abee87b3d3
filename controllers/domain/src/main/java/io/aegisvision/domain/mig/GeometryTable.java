package io.aegisvision.domain.mig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Geometry by product, from tables that are packed beside this class, each with its sources. A product without a table is
 * known by discovery only. What a driver reports goes before the table; {@link #disagreements} says where they differ.
 */
public final class GeometryTable {
    private static final List<String> FILES =
            List.of("a30", "a100-40", "a100-80", "h100-80", "h100-nvl", "h200", "b200");
    /** What GPU feature discovery appends to a product under the single strategy or with shared GPUs. */
    private static final String SUFFIX = "(-MIG-.*|-SHARED)$";

    private static final GeometryTable SHIPPED = read();

    private final Map<String, Geometry> byProduct;

    private GeometryTable(Map<String, Geometry> byProduct) {
        this.byProduct = byProduct;
    }

    /** The tables of this release. */
    public static GeometryTable shipped() {
        return SHIPPED;
    }

    /** Geometry of a product. @param product the label {@code nvidia.com/gpu.product} */
    public Optional<Geometry> of(String product) {
        return Optional.ofNullable(byProduct.get(product))
                .or(() -> Optional.ofNullable(byProduct.get(product.replaceFirst(SUFFIX, ""))));
    }

    /** All products, by label. */
    public Map<String, Geometry> products() {
        return byProduct;
    }

    /**
     * In what a discovered geometry differs from the table: slices, totals, and each profile's size, starts, number,
     * and what it takes. Memory and names differ between drivers and are no disagreement; profiles that only one of the two
     * knows are none either, since drivers and partly used GPUs list different ones.
     */
    public static List<String> disagreements(Geometry table, Geometry discovered) {
        List<String> said = new ArrayList<>();
        differ(said, "memory slices", table.slices(), discovered.slices());
        discovered.totals().forEach((counter, total) -> {
            if (table.totals().containsKey(counter)) {
                differ(said, counter + " in total", table.totals().get(counter), total);
            }
        });
        for (Profile seen : discovered.profiles()) {
            table.profile(seen.name()).ifPresent(known -> {
                differ(said, seen.name() + " size", known.size(), seen.size());
                differ(said, seen.name() + " starts", known.starts(), seen.starts());
                differ(said, seen.name() + " most", known.most(), seen.most());
                differ(said, seen.name() + " takes", counted(known.takes()), counted(seen.takes()));
            });
        }
        return said;
    }

    /** To take none and not to be named is the same. */
    private static Map<Counter, Integer> counted(Map<Counter, Integer> takes) {
        Map<Counter, Integer> counted = new TreeMap<>(takes);
        counted.values().removeIf(count -> count == 0);
        return counted;
    }

    private static void differ(List<String> said, String what, Object table, Object discovered) {
        if (!table.equals(discovered)) {
            said.add(what + ": table " + table + ", discovered " + discovered);
        }
    }

    private static GeometryTable read() {
        Map<String, Geometry> all = new TreeMap<>();
        for (String file : FILES) {
            try (InputStream in = Objects.requireNonNull(GeometryTable.class.getResourceAsStream(file + ".txt"), file);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                parse(lines.lines().toList(), all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new GeometryTable(Map.copyOf(all));
    }

    private static void parse(List<String> lines, Map<String, Geometry> all) {
        List<String> products = new ArrayList<>();
        Map<Counter, Integer> totals = new EnumMap<>(Counter.class);
        List<Profile> profiles = new ArrayList<>();
        int slices = 0;
        for (String line : lines) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            String[] words = text.split("\\s+");
            List<String> rest = Arrays.asList(words).subList(1, words.length);
            switch (words[0]) {
                case "products" -> products.addAll(rest);
                case "slices" -> slices = Integer.parseInt(words[1]);
                case "totals" -> counters(values(rest)).forEach(totals::put);
                case "profile" -> profiles.add(profile(words[1], values(rest.subList(1, rest.size()))));
                default -> throw new IllegalStateException("a table says " + words[0]);
            }
        }
        Geometry geometry = new Geometry(slices, totals, profiles);
        products.forEach(product -> all.put(product, geometry));
    }

    private static Map<String, String> values(List<String> words) {
        Map<String, String> values = new HashMap<>();
        words.forEach(word -> values.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1)));
        return values;
    }

    private static Map<Counter, Integer> counters(Map<String, String> values) {
        Map<Counter, Integer> counters = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            String value = values.get(counter.name());
            if (value != null) {
                counters.put(counter, Integer.valueOf(value));
            }
        }
        return counters;
    }

    private static Profile profile(String name, Map<String, String> values) {
        return new Profile(
                name,
                Integer.parseInt(value(values, "id")),
                Integer.parseInt(value(values, "size")),
                Arrays.stream(value(values, "starts").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(value(values, "most")),
                (long) (Double.parseDouble(value(values, "GiB")) * 1024),
                Integer.parseInt(value(values, "SM")),
                counters(values));
    }

    private static String value(Map<String, String> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }
}
