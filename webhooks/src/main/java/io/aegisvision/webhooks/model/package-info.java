/**
 * Admission of Models: records who changed the spec since the last promotion.
 *
 * <p>May: decide from one admission request, and say how to patch the object. May not: do I/O, or know how requests
 * arrive. The same rule stands in {@code policies/model-requesters.yaml}, which refuses what this would have patched.
 */
@NullMarked
package io.aegisvision.webhooks.model;

import org.jspecify.annotations.NullMarked;
