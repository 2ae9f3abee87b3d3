/**
 * The Pipeline's reconciler: its revision and its cells, assignment of streams included.
 *
 * <p>May: write ControllerRevisions, Deployments and Secrets of cells, annotations of their pods, and status of
 * Pipelines. May not: decide; that is {@code io.aegisvision.domain.pipeline}'s.
 */
@NullMarked
package io.aegisvision.controllers.pipeline;

import org.jspecify.annotations.NullMarked;
