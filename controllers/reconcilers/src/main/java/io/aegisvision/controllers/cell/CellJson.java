package io.aegisvision.controllers.cell;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contract's records as JSON, and what stands in Secrets. */
public final class CellJson {
    /** Reads what a newer cell adds without complaint, and does not write what is absent: an older cell knows no more. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private CellJson() {}

    /** A config as the cell reads it. */
    public static String write(CellConfig config) {
        try {
            return MAPPER.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a config is made of records only", e);
        }
    }

    /** The config in a cell's Secret; empty when there is none that can be read. */
    public static Optional<CellConfig> config(Secret secret) {
        String json = data(secret).get(CellApi.CONFIG_KEY);
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(json, CellConfig.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The token in a cell's Secret; empty when there is none. */
    public static Optional<String> token(Secret secret) {
        return Optional.ofNullable(data(secret).get(CellApi.TOKEN_KEY)).filter(token -> !token.isBlank());
    }

    /** Content of a Secret as text. */
    public static Map<String, String> data(Secret secret) {
        @Nullable Map<String, String> encoded = secret.getData();
        Map<String, String> decoded = new TreeMap<>();
        if (encoded != null) {
            encoded.forEach((key, value) ->
                    decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return decoded;
    }
}
