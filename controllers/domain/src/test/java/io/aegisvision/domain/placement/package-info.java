/** Tests of this package. */
@NullMarked
package io.aegisvision.domain.placement;

import org.jspecify.annotations.NullMarked;
