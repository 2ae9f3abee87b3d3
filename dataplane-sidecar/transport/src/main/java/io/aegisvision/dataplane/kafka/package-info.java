/** Events out to Kafka, in order, at least once, without ever holding up the pipeline. */
@NullMarked
package io.aegisvision.dataplane.kafka;

import org.jspecify.annotations.NullMarked;
