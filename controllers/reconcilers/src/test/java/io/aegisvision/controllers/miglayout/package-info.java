/** Tests against a real API server. */
@NullMarked
package io.aegisvision.controllers.miglayout;

import org.jspecify.annotations.NullMarked;
