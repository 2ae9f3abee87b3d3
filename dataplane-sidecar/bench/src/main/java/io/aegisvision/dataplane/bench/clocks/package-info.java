/** How long it takes from a picture, a frame or a box to the event, and how many streams a core carries. */
@NullMarked
package io.aegisvision.dataplane.bench.clocks;

import org.jspecify.annotations.NullMarked;
