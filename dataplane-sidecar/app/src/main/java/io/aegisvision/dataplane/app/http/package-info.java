/** What the cell tells over HTTP. */
@NullMarked
package io.aegisvision.dataplane.app.http;

import org.jspecify.annotations.NullMarked;
