/** Assembles a cell: what the mounted config says runs here, and nothing here decides anything else. Knows nothing of Kubernetes. */
@NullMarked
package io.aegisvision.dataplane.app;

import org.jspecify.annotations.NullMarked;
