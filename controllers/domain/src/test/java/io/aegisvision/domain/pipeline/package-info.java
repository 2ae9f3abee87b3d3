/** Tests of this package. */
@NullMarked
package io.aegisvision.domain.pipeline;

import org.jspecify.annotations.NullMarked;
