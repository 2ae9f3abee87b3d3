/**
 * The Stream's reconciler: its status, and its finalizer until no cell runs it.
 *
 * <p>May: write status and finalizer of Streams. May not: place a stream; the Pipeline's reconciler does.
 */
@NullMarked
package io.aegisvision.controllers.stream;

import org.jspecify.annotations.NullMarked;
