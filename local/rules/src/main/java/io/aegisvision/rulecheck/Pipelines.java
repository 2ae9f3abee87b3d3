package io.aegisvision.rulecheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.domain.pipeline.GraphResolver;
import io.aegisvision.domain.pipeline.ModelView;
import io.aegisvision.domain.pipeline.PinnedVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From rules as a Pipeline writes them to the graph a cell gets, the way the operator does it. */
final class Pipelines {
    /** Labels of the model in every scene. */
    static final List<String> LABELS = List.of("person", "car", "forklift", "bag");

    private static final String DIGEST = "sha256:" + "1".repeat(64);

    private final JsonNode schema;

    /** @param root the checkout, for the definition whose defaults the API server fills in */
    Pipelines(Path root) throws IOException {
        schema = Yaml.MAPPER
                .readTree(root.resolve("crds/manifests/pipelines.aegisvision.io.yaml")
                        .toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    }

    /**
     * The graph.
     *
     * @throws IllegalArgumentException with what is wrong with the rules
     */
    PipelineGraph graph(int framesPerSecond, List<JsonNode> rules) throws IOException {
        ObjectNode spec = (ObjectNode) Yaml.MAPPER.readTree("""
                stages:
                - {name: sample, sample: {framesPerSecond: %d}}
                - {name: objects, detect: {modelRef: {name: street}}}
                - {name: tracks, track: {}}
                """.formatted(framesPerSecond));
        rules.forEach(rule -> ((ArrayNode) spec.get("stages")).add(rule.deepCopy()));
        return graph(spec);
    }

    /** The graph of a whole spec. */
    PipelineGraph graph(JsonNode spec) throws IOException {
        JsonNode whole = withDefaults(schema, spec.deepCopy());
        GraphResolver.Resolution resolved = GraphResolver.resolve(
                "scene-1",
                Yaml.MAPPER.treeToValue(whole, PipelineSpec.class),
                Map.of("kafka", Map.of(GraphResolver.BOOTSTRAP_SERVERS, "kafka:9092")),
                Map.of("street", new ModelView("street", List.of(model()), Optional.of(DIGEST), Optional.empty())));
        PipelineGraph graph = resolved.graph();
        if (graph == null) {
            throw new IllegalArgumentException(resolved.spec() + " " + resolved.refs());
        }
        return graph;
    }

    /** Fills in what the schema defaults, as the API server does. */
    private static JsonNode withDefaults(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(property -> {
                JsonNode inner = property.getValue();
                if (!object.has(property.getKey()) && inner.has("default")) {
                    object.set(property.getKey(), inner.get("default").deepCopy());
                }
                if (object.has(property.getKey())) {
                    withDefaults(inner, object.get(property.getKey()));
                }
            });
        } else if (value instanceof ArrayNode array) {
            array.forEach(item -> withDefaults(schema.path("items"), item));
        }
        return value;
    }

    private static PinnedVersion model() {
        ModelSpec.Version version = new ModelSpec.Version(
                "v1",
                new ArtifactRef("oci://registry.example/models/street", DIGEST, null),
                ModelSpec.Platform.ONNX,
                "400Mi",
                null,
                LABELS,
                new ModelSpec.Input(
                        "images",
                        640,
                        360,
                        ModelSpec.Layout.NHWC,
                        ModelSpec.DataType.UINT8,
                        ModelSpec.ColorFormat.RGB,
                        ModelSpec.Normalization.None,
                        true),
                new ModelSpec.Output(
                        ModelSpec.Decoder.BoxesScoresLabels,
                        new ModelSpec.Tensors("boxes", "scores", "labels"),
                        ModelSpec.BoxFormat.XYXY,
                        ModelSpec.BoxUnits.Pixels,
                        35,
                        50));
        return new PinnedVersion(version, DIGEST);
    }
}
