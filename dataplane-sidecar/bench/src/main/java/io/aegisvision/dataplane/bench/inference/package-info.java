/** What an inference costs besides the server's own work, and what many streams get of a server that is asked for too much. */
@NullMarked
package io.aegisvision.dataplane.bench.inference;

import org.jspecify.annotations.NullMarked;
