/**
 * Cells as Kubernetes objects, and what they say: rendering of Deployment and Secret, polling of states, caches that the
 * reconcilers of Pipeline, Stream and GpuPool share.
 *
 * <p>May: talk to the API server and to cells. May not: decide what a cell runs; that is
 * {@code io.aegisvision.domain}'s.
 */
@NullMarked
package io.aegisvision.controllers.cell;

import org.jspecify.annotations.NullMarked;
