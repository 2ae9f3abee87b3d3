package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one treatment of lists in the contract: immutable, and an absent one is empty. */
final class Lists {
    private Lists() {}

    static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
