/**
 * Conditions of every kind as plain records: merge, kstatus words, and the duration pattern of specs.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.condition;

import org.jspecify.annotations.NullMarked;
