/**
 * Streams as a cell runs them, from played sources to a detector that answers at once: what faults do to them. May use
 * everything of the data plane; nothing depends on it.
 */
@NullMarked
package io.aegisvision.dataplane.bench.ingest;

import org.jspecify.annotations.NullMarked;
