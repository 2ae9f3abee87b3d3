/** Model versions from registry to warm in Triton, and again after each restart of Triton. */
@NullMarked
package io.aegisvision.dataplane.app.model;

import org.jspecify.annotations.NullMarked;
