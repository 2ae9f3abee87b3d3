/** The mounted config: read strictly, watched, compared. */
@NullMarked
package io.aegisvision.dataplane.app.config;

import org.jspecify.annotations.NullMarked;
