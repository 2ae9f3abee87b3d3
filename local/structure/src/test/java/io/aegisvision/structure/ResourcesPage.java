package io.aegisvision.structure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Every field of every kind, from the generated definitions. */
final class ResourcesPage {
    private final StringBuilder page = new StringBuilder();
    private final MarkdownTable fields = new MarkdownTable("Field", "Type", "Default", "Bounds", "Meaning");
    private final List<String> rules = new ArrayList<>();

    private ResourcesPage() {}

    static String of(Path manifests) throws IOException {
        StringBuilder page = new StringBuilder("""
                # Resources

                Group `aegisvision.io`. **Bold** fields are required where their parent is given; `[]` is an item of a list,
                `{}` a value of a map. Names of columns and fields are those of the schema; what a condition's `reason` means:
                [reasons](reasons.md).

                """);
        List<Path> files;
        try (Stream<Path> all = Files.list(manifests)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            page.append(new ResourcesPage()
                    .kind(new YAMLMapper().readTree(Files.readString(file)).get("spec")));
        }
        return page.toString();
    }

    private String kind(JsonNode spec) {
        JsonNode names = spec.get("names");
        JsonNode version = spec.at("/versions/0");
        page.append("## ").append(names.get("kind").asText()).append("\n\n");
        page.append("`").append(names.get("plural").asText()).append("`");
        names.path("shortNames")
                .forEach(name -> page.append(", `").append(name.asText()).append("`"));
        page.append("; ").append(version.get("name").asText()).append("; ");
        page.append(spec.get("scope").asText().equals("Cluster") ? "of the cluster" : "of a namespace")
                .append(".\n\n");
        MarkdownTable columns = new MarkdownTable("Column", "Shows");
        version.path("additionalPrinterColumns")
                .forEach(column -> columns.row(
                        column.get("name").asText() + (column.path("priority").asInt() > 0 ? " (`-o wide`)" : ""),
                        MarkdownTable.code(column.get("jsonPath").asText())));
        page.append(columns);
        look("", version.at("/schema/openAPIV3Schema"));
        page.append(fields);
        if (!rules.isEmpty()) {
            page.append("What the API server answers where a rule is broken:\n\n");
            rules.stream()
                    .distinct()
                    .forEach(rule -> page.append("- ").append(rule).append('\n'));
            page.append('\n');
        }
        return page.toString();
    }

    private void look(String path, JsonNode schema) {
        schema.path("x-kubernetes-validations")
                .forEach(rule -> rules.add((path.isEmpty() ? "" : MarkdownTable.code(path) + ": ")
                        + rule.path("message").asText()));
        List<String> required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            field(name, property.getValue(), required.contains(property.getKey()));
        }
    }

    private void field(String path, JsonNode schema, boolean required) {
        fields.row(
                required ? "**" + MarkdownTable.code(path) + "**" : MarkdownTable.code(path),
                type(schema),
                schema.has("default") ? MarkdownTable.code(schema.get("default").toString()) : "",
                bounds(schema),
                schema.path("description").asText());
        if (schema.has("items")) {
            inner(path + "[]", schema.get("items"));
        } else if (schema.has("additionalProperties")) {
            inner(path + "{}", schema.get("additionalProperties"));
        }
        look(path, schema);
    }

    /** An item that is not an object gets no row of its own: its type and bounds are in its list's. */
    private void inner(String path, JsonNode schema) {
        look(path, schema);
    }

    private static String type(JsonNode schema) {
        if (schema.has("items")) {
            return "list of " + type(schema.get("items"));
        }
        if (schema.has("additionalProperties")) {
            return "map of " + type(schema.get("additionalProperties"));
        }
        return schema.has("format")
                ? schema.get("format").asText()
                : schema.path("type").asText();
    }

    private static String bounds(JsonNode schema) {
        List<String> said = new ArrayList<>();
        if (schema.has("enum")) {
            said.add(StreamSupport.stream(schema.get("enum").spliterator(), false)
                    .map(one -> MarkdownTable.code(one.asText()))
                    .collect(Collectors.joining(", ")));
        }
        range(said, "", schema.path("minimum"), schema.path("maximum"));
        range(said, " characters", schema.path("minLength"), schema.path("maxLength"));
        range(said, " items", schema.path("minItems"), schema.path("maxItems"));
        range(said, " entries", schema.path("minProperties"), schema.path("maxProperties"));
        if (schema.has("pattern")) {
            said.add(MarkdownTable.code(schema.get("pattern").asText()));
        }
        JsonNode of = schema.has("items") ? schema.get("items") : schema.path("additionalProperties");
        if (of.isObject()) {
            String inner = bounds(of);
            if (!inner.isEmpty()) {
                said.add("each " + inner);
            }
        }
        return String.join("; ", said);
    }

    private static void range(List<String> said, String unit, JsonNode least, JsonNode most) {
        if (!least.isMissingNode() && !most.isMissingNode()) {
            said.add(number(least) + " to " + number(most) + unit);
        } else if (!least.isMissingNode()) {
            said.add("≥ " + number(least) + unit);
        } else if (!most.isMissingNode()) {
            said.add("≤ " + number(most) + unit);
        }
    }

    private static String number(JsonNode value) {
        return value.decimalValue().stripTrailingZeros().toPlainString();
    }
}
