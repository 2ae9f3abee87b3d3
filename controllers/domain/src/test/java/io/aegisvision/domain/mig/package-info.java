/** Tests of the geometry of MIG. */
@NullMarked
package io.aegisvision.domain.mig;

import org.jspecify.annotations.NullMarked;
