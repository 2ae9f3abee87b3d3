/** From a rule's decision to the broker: encoded, durable, delivered. */
@NullMarked
package io.aegisvision.dataplane.app.sink;

import org.jspecify.annotations.NullMarked;
