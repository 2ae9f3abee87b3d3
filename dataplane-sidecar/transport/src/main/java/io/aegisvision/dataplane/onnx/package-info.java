/** Detection models in this process, by the ONNX Runtime on the processor; decides nothing. */
@NullMarked
package io.aegisvision.dataplane.onnx;

import org.jspecify.annotations.NullMarked;
