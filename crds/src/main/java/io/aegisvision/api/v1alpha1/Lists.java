package io.aegisvision.api.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Absent lists and maps are empty ones. */
public final class Lists {
    private Lists() {}

    /** An unmodifiable copy; empty where there is none. */
    public static <T> List<T> copy(@Nullable List<T> given) {
        return given == null ? List.of() : List.copyOf(given);
    }

    /** An unmodifiable copy; empty where there is none. */
    public static <T> Map<String, T> copy(@Nullable Map<String, T> given) {
        return given == null ? Map.of() : Map.copyOf(given);
    }
}
