package io.aegisvision.dataplane.triton;

import com.google.protobuf.ByteString;
import io.aegisvision.dataplane.triton.grpc.InferParameter;
import io.aegisvision.dataplane.triton.grpc.ModelInferRequest;
import java.util.List;

/**
 * One immutable inference request, encoded once: all its tensors are in shared memory, so that the same bytes serve
 * every frame that is written to the same slot. Some hundred bytes on the wire.
 */
public final class InferenceRequest {
    private final String model;
    private final ByteString encoded;

    private InferenceRequest(String model, ByteString encoded) {
        this.model = model;
        this.encoded = encoded;
    }

    /**
     * @param model the model's name in the server
     * @param inputs where the server reads
     * @param outputs where the server writes; a model's output not named here is not computed back
     */
    public static InferenceRequest of(String model, List<SharedTensor> inputs, List<SharedTensor> outputs) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
        for (SharedTensor input : inputs) {
            ModelInferRequest.InferInputTensor.Builder tensor = request.addInputsBuilder()
                    .setName(input.name())
                    .setDatatype(input.dataType())
                    .addAllShape(input.shape());
            tensor.putParameters("shared_memory_region", text(input.region()));
            tensor.putParameters("shared_memory_byte_size", number(input.bytes()));
            if (input.offset() != 0) {
                tensor.putParameters("shared_memory_offset", number(input.offset()));
            }
        }
        for (SharedTensor output : outputs) {
            ModelInferRequest.InferRequestedOutputTensor.Builder tensor =
                    request.addOutputsBuilder().setName(output.name());
            tensor.putParameters("shared_memory_region", text(output.region()));
            tensor.putParameters("shared_memory_byte_size", number(output.bytes()));
            if (output.offset() != 0) {
                tensor.putParameters("shared_memory_offset", number(output.offset()));
            }
        }
        return new InferenceRequest(model, request.build().toByteString());
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    /** Triton takes int64 here and refuses uint64. */
    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    /** The model's name in the server. */
    public String model() {
        return model;
    }

    /** Size on the wire. */
    public int bytes() {
        return encoded.size();
    }

    ByteString encoded() {
        return encoded;
    }
}
