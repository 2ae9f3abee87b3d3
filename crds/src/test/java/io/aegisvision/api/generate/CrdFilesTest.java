package io.aegisvision.api.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checked-in definitions are those of the records, and keep to the conventions of the API. */
class CrdFilesTest {
    @Test
    void checkedInFilesAreUpToDate(@TempDir Path fresh) throws IOException {
        CrdFiles.generate(fresh);
        assertThat(CrdFiles.read(CrdFiles.CHECKED_IN))
                .as("write them anew: mvn -pl crds test-compile exec:java")
                .isEqualTo(CrdFiles.read(fresh))
                .hasSize(Kinds.ALL.size());
    }

    /** CEL's cost is estimated from sizes, so that everything has one; and nothing is a floating-point number. */
    @Test
    void everythingIsBounded() throws IOException {
        List<String> unbounded = new ArrayList<>();
        for (Map.Entry<String, String> file : CrdFiles.read(CrdFiles.CHECKED_IN).entrySet()) {
            JsonNode schema = new YAMLMapper().readTree(file.getValue()).at("/spec/versions/0/schema/openAPIV3Schema");
            look(file.getKey(), schema, unbounded);
        }
        assertThat(unbounded).isEmpty();
    }

    private static void look(String path, JsonNode schema, List<String> unbounded) {
        switch (schema.path("type").asText()) {
            case "string" -> {
                if (!schema.has("enum") && !schema.has("maxLength") && !schema.has("format")) {
                    unbounded.add(path + " has no maxLength");
                }
            }
            case "array" -> {
                if (!schema.has("maxItems")) {
                    unbounded.add(path + " has no maxItems");
                }
                look(path + "[]", schema.get("items"), unbounded);
            }
            case "object" -> {
                if (schema.has("additionalProperties")) {
                    if (!schema.has("maxProperties")) {
                        unbounded.add(path + " has no maxProperties");
                    }
                    look(path + "{}", schema.get("additionalProperties"), unbounded);
                }
                schema.path("properties")
                        .properties()
                        .forEach(entry -> look(path + "." + entry.getKey(), entry.getValue(), unbounded));
            }
            case "integer", "boolean" -> {}
            default ->
                unbounded.add(path + " is of type '" + schema.path("type").asText() + "'");
        }
    }
}
