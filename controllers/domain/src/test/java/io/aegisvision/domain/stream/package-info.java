/** Tests of this package. */
@NullMarked
package io.aegisvision.domain.stream;

import org.jspecify.annotations.NullMarked;
