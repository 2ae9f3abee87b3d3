package io.aegisvision.domain.condition;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One condition of a status, in the form that Kubernetes' own condition type takes.
 *
 * @param type for example {@code Ready}
 * @param status whether it holds
 * @param reason one word in CamelCase
 * @param message for people, about 120 characters, no timestamps and no credentials
 * @param observedGeneration generation of the spec that was judged
 * @param lastTransitionTime when {@code status} last changed
 */
public record Condition(
        String type,
        Status status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {

    /** Whether a condition holds; the names are those of the Kubernetes API. */
    public enum Status {
        True,
        False,
        Unknown
    }

    /** A condition as a planner states it, before generation and time are known. */
    public record Claim(String type, Status status, String reason, String message) {
        /** The condition holds. */
        public static Claim holds(String type, String reason, String message) {
            return new Claim(type, Status.True, reason, message);
        }

        /** The condition does not hold. */
        public static Claim fails(String type, String reason, String message) {
            return new Claim(type, Status.False, reason, message);
        }

        /** Nothing is known yet. */
        public static Claim unknown(String type, String reason, String message) {
            return new Claim(type, Status.Unknown, reason, message);
        }
    }

    /**
     * The conditions to write: exactly the claimed ones, sorted by type; a transition time survives as long as the status
     * stays the same. Conditions that are no longer claimed go: {@code Reconciling} and {@code Stalled} are absent when
     * they do not hold.
     *
     * @throws IllegalStateException when a type is claimed twice
     */
    public static List<Condition> merge(List<Condition> previous, List<Claim> claims, long generation, Instant now) {
        Map<String, Condition> before = previous.stream()
                .collect(Collectors.toMap(Condition::type, Function.identity(), (first, second) -> first));
        Map<String, Claim> unique = claims.stream().collect(Collectors.toMap(Claim::type, Function.identity()));
        return unique.values().stream()
                .map(claim -> {
                    Condition old = before.get(claim.type);
                    Instant since = old != null && old.status == claim.status ? old.lastTransitionTime : now;
                    return new Condition(claim.type, claim.status, claim.reason, claim.message, generation, since);
                })
                .sorted(Comparator.comparing(Condition::type))
                .toList();
    }
}
