/** Tests of this package. */
@NullMarked
package io.aegisvision.domain.miglayout;

import org.jspecify.annotations.NullMarked;
