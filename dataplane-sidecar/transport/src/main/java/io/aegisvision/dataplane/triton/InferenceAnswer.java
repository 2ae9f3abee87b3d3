package io.aegisvision.dataplane.triton;

import io.aegisvision.dataplane.triton.grpc.ModelInferResponse;
import java.util.List;

/**
 * What the server says about outputs that it has written to shared memory.
 *
 * @param outputs in the server's order
 */
public record InferenceAnswer(List<Output> outputs) {
    /**
     * @param name the output's name
     * @param dataType Triton's word
     * @param shape as computed
     */
    public record Output(String name, String dataType, List<Long> shape) {}

    static InferenceAnswer of(ModelInferResponse response) {
        return new InferenceAnswer(response.getOutputsList().stream()
                .map(output -> new Output(output.getName(), output.getDatatype(), output.getShapeList()))
                .toList());
    }
}
