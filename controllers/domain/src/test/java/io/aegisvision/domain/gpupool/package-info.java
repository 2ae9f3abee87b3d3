/** Tests of the decisions about pools. */
@NullMarked
package io.aegisvision.domain.gpupool;

import org.jspecify.annotations.NullMarked;
