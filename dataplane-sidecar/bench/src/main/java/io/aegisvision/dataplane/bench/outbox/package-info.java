/** What is lost when a process, a disk or a broker ends at any moment; the clocks of events. */
@NullMarked
package io.aegisvision.dataplane.bench.outbox;

import org.jspecify.annotations.NullMarked;
