/** Files out of the cell: to a bucket, or to a volume. No credential is printed or returned. */
@NullMarked
package io.aegisvision.dataplane.store;

import org.jspecify.annotations.NullMarked;
