package io.aegisvision.rulecheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.domain.stream.ShapeCheck;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What docs/concepts/rules.md shows can be applied, and it tells of every rule, every field and every event. */
class ConceptsPageTest {
    private static final Path ROOT = Path.of("../..");
    private static final String RULE =
            "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/stages/items/properties/rule/properties";

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/concepts/rules.md"));
    }

    private static List<JsonNode> snippets() throws IOException {
        List<JsonNode> all = new java.util.ArrayList<>();
        for (MatchResult found : Pattern.compile("(?s)```yaml\\n(.*?)```")
                .matcher(page())
                .results()
                .toList()) {
            all.add(Yaml.MAPPER.readTree(found.group(1)));
        }
        return all;
    }

    @Test
    void everyRuleThatItShowsIsOne() throws IOException {
        Pipelines pipelines = new Pipelines(ROOT);
        List<JsonNode> rules = snippets().stream().filter(JsonNode::isArray).toList();
        assertThat(rules).isNotEmpty();
        for (JsonNode stages : rules) {
            List<JsonNode> list =
                    StreamSupport.stream(stages.spliterator(), false).toList();
            assertThat(pipelines.graph(10, list).rules()).hasSameSizeAs(list);
        }
    }

    @Test
    void theStreamThatItShowsHasGoodShapes() throws IOException {
        JsonNode stream =
                snippets().stream().filter(JsonNode::isObject).findFirst().orElseThrow();
        ((com.fasterxml.jackson.databind.node.ObjectNode) stream.at("/spec/source/rtsp")).put("transport", "TCP");
        StreamSpec spec = Yaml.MAPPER.treeToValue(
                ((com.fasterxml.jackson.databind.node.ObjectNode) stream.get("spec")).put("suspend", false),
                StreamSpec.class);
        assertThat(spec.zones())
                .allSatisfy(zone -> assertThat(ShapeCheck.zone(zone.points())).isNull());
        assertThat(spec.lines())
                .allSatisfy(line -> assertThat(ShapeCheck.line(line.points())).isNull());
        StreamSpec.Ground ground = Objects.requireNonNull(spec.ground());
        assertThat(ShapeCheck.ground(ground.points(), ground.metres())).isNull();
    }

    @Test
    void everyRuleAndFieldIsToldOf() throws IOException {
        JsonNode rules = Yaml.MAPPER
                .readTree(ROOT.resolve("crds/manifests/pipelines.aegisvision.io.yaml")
                        .toFile())
                .at(RULE);
        assertThat(rules.size()).isPositive();
        String[] sections = page().split("\n### ");
        for (Map.Entry<String, JsonNode> rule : rules.properties()) {
            String section = List.of(sections).stream()
                    .filter(text -> text.startsWith(rule.getKey() + "\n"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no section on " + rule.getKey()));
            String said = section + sections[0];
            rule.getValue().path("properties").properties().forEach(field -> assertThat(said)
                    .as(rule.getKey())
                    .contains(field.getKey()));
        }
    }

    @Test
    void everyEventIsToldOf() throws Exception {
        for (Field type : EventTypes.class.getFields()) {
            if (!List.of("GAP", "EVIDENCE").contains(type.getName())) {
                assertThat(page()).contains((String) type.get(null));
            }
        }
    }
}
