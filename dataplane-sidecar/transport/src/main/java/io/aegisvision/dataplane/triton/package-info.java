/** Triton's gRPC protocol: repository control, system shared memory, inference with tensors that never travel. */
@NullMarked
package io.aegisvision.dataplane.triton;

import org.jspecify.annotations.NullMarked;
