/**
 * Decisions about pools of GPUs: what nodes offer, who holds it, what is left, and what is said and done about it.
 *
 * <p>May: use the plain records of the API. May not: know Kubernetes' client, read a clock, or do I/O.
 */
@NullMarked
package io.aegisvision.domain.gpupool;

import org.jspecify.annotations.NullMarked;
