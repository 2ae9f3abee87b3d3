/**
 * The custom resources of group {@code aegisvision.io/v1alpha1}: records for spec and status, the rules that the API
 * server checks, and the words of conditions.
 *
 * <p>May: describe shapes, ranges, defaults and rules. May not: decide anything, or use a client (its annotations and
 * {@code CustomResource} excepted).
 */
@NullMarked
package io.aegisvision.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
