package io.aegisvision.dataplane.event;

/**
 * What identifies an event beside its data.
 *
 * @param type one of the contract's {@code EventTypes}
 * @param streamUid the Stream's uid: a re-created stream's events are others
 * @param n number of the event of this type in its episode, from 0
 * @param traceParent W3C trace context, {@code 00-<32 hex>-<16 hex>-<2 hex>}
 */
public record EventFacts(String type, String streamUid, int n, String traceParent) {}
