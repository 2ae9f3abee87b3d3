/**
 * Decisions about the layout of a node's GPUs: when MIG Manager is asked to change it, what is waited for, and when the
 * layout before comes back.
 *
 * <p>May: use the plain records of the API. May not: know Kubernetes' client, read a clock, or do I/O.
 */
@NullMarked
package io.aegisvision.domain.miglayout;

import org.jspecify.annotations.NullMarked;
