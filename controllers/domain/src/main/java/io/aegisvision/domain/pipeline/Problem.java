package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.Reason;
import java.util.Comparator;
import java.util.List;

/**
 * Something that keeps an object from what its spec says.
 *
 * @param reason goes into the condition
 * @param message for people, what is wrong and where; no credentials
 */
public record Problem(Reason reason, String message) {
    private static final int MOST_SHOWN = 3;

    /** The first reason in the order of the constants, and up to three messages, sorted, of a list that is not empty. */
    public static Problem summary(List<Problem> problems) {
        List<Problem> sorted = problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::reason).thenComparing(Problem::message))
                .toList();
        String messages = String.join(
                "; ", sorted.stream().limit(MOST_SHOWN).map(Problem::message).toList());
        int more = sorted.size() - MOST_SHOWN;
        return new Problem(sorted.getFirst().reason, more > 0 ? messages + "; and " + more + " more" : messages);
    }
}
