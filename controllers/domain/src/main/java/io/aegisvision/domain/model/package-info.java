/**
 * What a Model serves next, by its ledger. May not: serve anything without an approved gate but a first version.
 *
 * <p>May: decide from snapshots, with the time handed in. May not: read a clock, do I/O, or know the Kubernetes client.
 */
@NullMarked
package io.aegisvision.domain.model;

import org.jspecify.annotations.NullMarked;
