package io.aegisvision.dataplane.kafka;

import org.jspecify.annotations.Nullable;

/**
 * How delivery stands.
 *
 * @param reachable false while events wait and none is acknowledged, or the last attempt failed
 * @param problem for people, or null; no credential
 */
public record SinkState(boolean reachable, @Nullable String problem) {}
