/** Artifacts from OCI registries, verified by digest before anyone sees them. */
@NullMarked
package io.aegisvision.dataplane.artifact;

import org.jspecify.annotations.NullMarked;
