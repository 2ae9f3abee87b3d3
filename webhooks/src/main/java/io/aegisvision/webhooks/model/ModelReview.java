package io.aegisvision.webhooks.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.webhooks.model.Requesters.Recorded;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers one admission request about a Model with a JSON patch (RFC 6902) of its annotations, or refuses it. */
public final class ModelReview {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String ANNOTATIONS = "/metadata/annotations";
    private static final int FORBIDDEN = 403;

    private ModelReview() {}

    /** Total: what is no change of a Model is allowed as it is. */
    public static AdmissionResponse answer(AdmissionRequest request) {
        boolean create = "CREATE".equals(request.getOperation());
        if ((!create && !"UPDATE".equals(request.getOperation())) || request.getObject() == null) {
            return allowed(request).build();
        }
        JsonNode object = json(request.getObject());
        JsonNode old = json(create ? null : request.getOldObject());
        Requesters.Request asked = new Requesters.Request(
                request.getUserInfo().getUsername(),
                create,
                create || !object.path("spec").equals(old.path("spec")),
                recorded(old).orElse(Recorded.NONE),
                promotion(old),
                recorded(object));
        return switch (Requesters.decide(asked)) {
            case Requesters.Decision.Record decided -> patched(request, object, decided.recorded());
            case Requesters.Decision.Refuse refusal ->
                new AdmissionResponseBuilder()
                        .withUid(request.getUid())
                        .withAllowed(false)
                        .withStatus(new StatusBuilder()
                                .withCode(FORBIDDEN)
                                .withReason("Forbidden")
                                .withMessage(refusal.message())
                                .build())
                        .build();
        };
    }

    private static AdmissionResponse patched(AdmissionRequest request, JsonNode object, Recorded wanted) {
        if (recorded(object).orElse(Recorded.NONE).equals(wanted)) {
            return allowed(request).build();
        }
        ArrayNode patch = MAPPER.createArrayNode();
        if (!object.at(ANNOTATIONS).isObject()) {
            operation(patch, "add", ANNOTATIONS).putObject("value");
        }
        set(patch, object, Keys.REQUESTED_BY, wanted.names());
        set(patch, object, Keys.REQUESTED_SINCE, wanted.since());
        try {
            return allowed(request)
                    .withPatchType("JSONPatch")
                    .withPatch(Base64.getEncoder()
                            .encodeToString(MAPPER.writeValueAsString(patch).getBytes(StandardCharsets.UTF_8)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    private static void set(ArrayNode patch, JsonNode object, String key, String value) {
        boolean there = object.at(ANNOTATIONS).has(key);
        String path = ANNOTATIONS + "/" + key.replace("~", "~0").replace("/", "~1");
        if (!value.isEmpty()) {
            operation(patch, "add", path).put("value", value);
        } else if (there) {
            operation(patch, "remove", path);
        }
    }

    private static ObjectNode operation(ArrayNode patch, String name, String path) {
        return patch.addObject().put("op", name).put("path", path);
    }

    private static AdmissionResponseBuilder allowed(AdmissionRequest request) {
        return new AdmissionResponseBuilder().withUid(request.getUid()).withAllowed(true);
    }

    private static Optional<Recorded> recorded(JsonNode object) {
        JsonNode annotations = object.at(ANNOTATIONS);
        return annotations.has(Keys.REQUESTED_BY) || annotations.has(Keys.REQUESTED_SINCE)
                ? Optional.of(new Recorded(
                        annotations.path(Keys.REQUESTED_BY).asText(""),
                        annotations.path(Keys.REQUESTED_SINCE).asText("")))
                : Optional.empty();
    }

    /** A servedBy without a name was restored from the ledger for a Model created anew: no promotion of this Model. */
    private static String promotion(JsonNode old) {
        JsonNode by = old.path("status").path("servedBy");
        return by.hasNonNull("name") ? by.path("uid").asText("") : "";
    }

    private static JsonNode json(@Nullable Object object) {
        return object == null ? MAPPER.createObjectNode() : MAPPER.valueToTree(object);
    }
}
