/** Tests of this package. */
@NullMarked
package io.aegisvision.controllers.cell;

import org.jspecify.annotations.NullMarked;
