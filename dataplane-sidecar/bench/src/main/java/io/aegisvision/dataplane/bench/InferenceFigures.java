package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.report.Figure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an inference call costs in the client, measured in the demo's cell by {@link InferenceCalls}. */
final class InferenceFigures {
    private InferenceFigures() {}

    /**
     * @param cluster the program {@code local/cluster}
     * @param name of the demo's cluster
     */
    static List<Figure> measure(Demo demo, Path cluster, String name) throws Exception {
        Cell cell = demo.cell(Demo.CELL);
        String memory =
                "/var/lib/kubelet/pods/" + cell.pod.getMetadata().getUid() + "/volumes/kubernetes.io~empty-dir/shm";
        String printed = Command.run(
                new ObjectMapper().writeValueAsString(cell.config.models().getFirst()),
                List.of(
                        cluster.toString(),
                        "exec",
                        name,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InferenceCalls.class.getName(),
                        cell.address(),
                        memory));
        InferenceCalls.Measured measured = new ObjectMapper().readValue(printed.strip(), InferenceCalls.Measured.class);
        String note = measured.calls() + " calls a round one after another after " + measured.warmUp()
                + ", to the demo cell's Triton through its shared memory, request of " + measured.requestBytes()
                + " bytes; " + demo.beside();
        List<Double> besides = new ArrayList<>();
        for (int round = 0; round < measured.callMicros().size(); round++) {
            besides.add(
                    measured.callMicros().get(round) - measured.serverMicros().get(round));
        }
        return List.of(
                Figure.of(
                        "inference call: allocation",
                        "B/call",
                        measured.bytesPerCall(),
                        "allocated bytes of all threads of the calling process; " + note),
                Figure.of(
                        "inference call: time besides Triton's own",
                        "us/call",
                        besides,
                        "mean of a call less the mean that Triton's statistics account for (queue, input, infer, output) in "
                                + "the same round; " + note));
    }
}
