/**
 * The MigLayout's reconciler: asks the MIG Manager of NVIDIA's GPU Operator for a layout, and waits.
 *
 * <p>May: label, annotate and taint the node of the layout's name, add to MIG Manager's configuration, write status of
 * MigLayouts. May not: end anybody's pod.
 */
@NullMarked
package io.aegisvision.controllers.miglayout;

import org.jspecify.annotations.NullMarked;
