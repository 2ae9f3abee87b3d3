package io.aegisvision.controllers.objects;

import io.aegisvision.domain.condition.Condition;
import io.aegisvision.domain.condition.Condition.Claim;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions in the form of the Kubernetes API. */
public final class StatusConditions {
    private static final int MOST_OF_MESSAGE = 1024;

    private StatusConditions() {}

    /** What is claimed, with transition times kept where the status of a condition is the one before. */
    public static List<io.fabric8.kubernetes.api.model.Condition> merge(
            @Nullable List<io.fabric8.kubernetes.api.model.Condition> previous,
            List<Claim> claims,
            long generation,
            Instant now) {
        List<Condition> before = previous == null
                ? List.of()
                : previous.stream().map(StatusConditions::read).toList();
        return Condition.merge(before, claims, generation, now).stream()
                .map(StatusConditions::write)
                .toList();
    }

    private static Condition read(io.fabric8.kubernetes.api.model.Condition condition) {
        return new Condition(
                condition.getType(),
                Condition.Status.valueOf(condition.getStatus()),
                condition.getReason(),
                condition.getMessage() == null ? "" : condition.getMessage(),
                condition.getObservedGeneration() == null ? 0 : condition.getObservedGeneration(),
                Instant.parse(condition.getLastTransitionTime()));
    }

    private static io.fabric8.kubernetes.api.model.Condition write(Condition condition) {
        String message = condition.message();
        return new ConditionBuilder()
                .withType(condition.type())
                .withStatus(condition.status().name())
                .withReason(condition.reason())
                .withMessage(message.length() > MOST_OF_MESSAGE ? message.substring(0, MOST_OF_MESSAGE) : message)
                .withObservedGeneration(condition.observedGeneration())
                .withLastTransitionTime(condition.lastTransitionTime().toString())
                .build();
    }
}
