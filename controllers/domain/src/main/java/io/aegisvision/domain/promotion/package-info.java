/**
 * What a trial needs before a gate, people who must agree, and the administrator's floors.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.promotion;

import org.jspecify.annotations.NullMarked;
