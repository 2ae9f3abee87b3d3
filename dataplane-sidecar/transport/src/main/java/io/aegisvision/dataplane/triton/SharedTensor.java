package io.aegisvision.dataplane.triton;

import java.util.List;

/**
 * A tensor that lies in a registered shared-memory region.
 *
 * @param name the model's name for it
 * @param dataType Triton's word, for example {@code UINT8}, {@code FP32}, {@code INT64}; not sent for an output
 * @param shape dimensions with the batch; not sent for an output
 * @param region name under which the region is registered
 * @param offset of the first byte in the region
 * @param bytes of the tensor; for an output the most that it may take
 */
public record SharedTensor(String name, String dataType, List<Long> shape, String region, long offset, long bytes) {
    public SharedTensor {
        shape = List.copyOf(shape);
    }
}
