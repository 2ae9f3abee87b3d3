/** Tests of what the plugin prints, without a cluster. */
@NullMarked
package io.aegisvision.kubectl;

import org.jspecify.annotations.NullMarked;
