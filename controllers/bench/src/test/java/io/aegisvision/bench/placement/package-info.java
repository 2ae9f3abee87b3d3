/** Tests of this package. */
@NullMarked
package io.aegisvision.bench.placement;

import org.jspecify.annotations.NullMarked;
