/**
 * What is said about one stream. May not: place it.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.stream;

import org.jspecify.annotations.NullMarked;
