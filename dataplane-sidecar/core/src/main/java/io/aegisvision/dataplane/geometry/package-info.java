/**
 * Points, polygons and lines on the display in fixed point: sides and membership are exact integers, so that a replay
 * decides alike on every machine. No allocation after construction, no clock, no input or output.
 */
@NullMarked
package io.aegisvision.dataplane.geometry;

import org.jspecify.annotations.NullMarked;
