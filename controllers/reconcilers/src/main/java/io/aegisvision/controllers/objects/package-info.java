/**
 * Objects of the Kubernetes API as the reconcilers of promotion see them: reads from caches, writes that carry an
 * optimistic lock, canonical digests.
 *
 * <p>May: talk to the API server. May not: decide.
 */
@NullMarked
package io.aegisvision.controllers.objects;

import org.jspecify.annotations.NullMarked;
