package io.aegisvision.dataplane.event;

/**
 * An event ready for the outbox.
 *
 * @param id deterministic: the same decision has the same id in every replay
 * @param key {@code <namespace>/<stream>}: events of a stream keep their order
 * @param json the structured CloudEvent, UTF-8
 */
public record EncodedEvent(String id, String key, byte[] json) {}
