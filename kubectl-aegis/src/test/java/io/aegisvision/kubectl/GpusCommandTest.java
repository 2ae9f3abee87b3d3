package io.aegisvision.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.gpupool.NodeLedger;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GpusCommandTest {
    @Test
    void aSliceIsAsWideAsItsComputeSlices() {
        NodeLedger node = new NodeLedger(
                "gpu-0",
                true,
                true,
                Optional.of("NVIDIA-H100-80GB-HBM3"),
                Optional.of(1),
                new TreeMap<>(Map.of(
                        "nvidia.com/mig-1g.10gb", new Share(4, 2, 1, 1, 0),
                        "nvidia.com/mig-3g.40gb", new Share(1, 0, 0, 0, 1))),
                List.of());
        assertThat(GpusCommand.node(node).render()).isEqualTo("""
                Node gpu-0  NVIDIA-H100-80GB-HBM3, 1 GPU
                ├─ 1g.10gb # # + . x  3 of 4
                └─ 3g.40gb ... xxx  0 of 1
                """);
    }

    @Test
    void whatANodeHoldsTooMuchIsSaid() {
        NodeLedger node = new NodeLedger(
                "gpu-1",
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of("nvidia.com/gpu", new Share(1, 2, 0, 0, 0)),
                List.of());
        assertThat(GpusCommand.node(node).render()).isEqualTo("""
                Node gpu-1  product unknown, DOES NOT ANSWER
                └─ GPU # #  2 of 1 !1 too many
                """);
    }
}
