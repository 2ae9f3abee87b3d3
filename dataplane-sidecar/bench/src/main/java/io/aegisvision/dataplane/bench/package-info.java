/**
 * Measures what {@code make bench} reports: the parts in this process as they ship, and a live cluster from outside. May
 * use everything of the data plane; nothing depends on it. A figure that cannot be measured is an error.
 */
@NullMarked
package io.aegisvision.dataplane.bench;

import org.jspecify.annotations.NullMarked;
