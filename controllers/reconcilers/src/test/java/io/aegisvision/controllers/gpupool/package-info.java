/** Tests of pools against a real API server and a real scheduler. */
@NullMarked
package io.aegisvision.controllers.gpupool;

import org.jspecify.annotations.NullMarked;
