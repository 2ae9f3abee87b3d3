package io.aegisvision.api.v1alpha1;

/** Paths of printer columns that every kind has. */
final class Columns {
    static final String READY = ".status.conditions[?(@.type==\"Ready\")].status";
    static final String REASON = ".status.conditions[?(@.type==\"Ready\")].reason";
    static final String AGE = ".metadata.creationTimestamp";

    private Columns() {}
}
