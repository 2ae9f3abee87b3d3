package io.aegisvision.controllers.cell;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** Whether an object still is as it was applied; what others added beside our fields does not count. */
public final class Drift {
    private Drift() {}

    /** True when a field of {@code desired} is absent from {@code actual}, or differs there. */
    public static boolean between(HasMetadata desired, HasMetadata actual) {
        return !holds(CellJson.MAPPER.valueToTree(desired), CellJson.MAPPER.valueToTree(actual));
    }

    private static boolean holds(JsonNode desired, JsonNode actual) {
        if (desired.isObject()) {
            for (Map.Entry<String, JsonNode> field : desired.properties()) {
                if (!holds(field.getValue(), actual.path(field.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        if (desired.isArray()) {
            if (desired.size() != actual.size()) {
                return false;
            }
            for (int i = 0; i < desired.size(); i++) {
                if (!holds(desired.get(i), actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return desired.equals(actual) || sameAmount(desired.asText(), actual.asText());
    }

    /** The API server writes quantities in a form of its own. */
    private static boolean sameAmount(String desired, String actual) {
        if (!desired.matches("[0-9.]+[A-Za-z]{0,2}") || !actual.matches("[0-9.]+[A-Za-z]{0,2}")) {
            return false;
        }
        try {
            return new Quantity(desired).getNumericalAmount().compareTo(new Quantity(actual).getNumericalAmount()) == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
