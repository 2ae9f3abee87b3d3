/**
 * Events on disk until the broker has them. Durable from {@link io.aegisvision.dataplane.outbox.Outbox#sync} on; at least
 * once, deduplicated by the event's id.
 */
@NullMarked
package io.aegisvision.dataplane.outbox;

import org.jspecify.annotations.NullMarked;
