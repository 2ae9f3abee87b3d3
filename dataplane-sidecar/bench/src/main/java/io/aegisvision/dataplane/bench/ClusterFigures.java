package io.aegisvision.dataplane.bench;

import io.aegisvision.report.Figure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster from nothing to Ready, and down again: one of its own beside the demo's. */
final class ClusterFigures {
    private static final int ROUNDS = 3;
    private static final String NAME = "bench";

    private ClusterFigures() {}

    /** @param cluster the program {@code local/cluster} */
    static List<Figure> measure(Path cluster, String beside) throws Exception {
        List<Double> rounds = new ArrayList<>();
        Command.run("", List.of(cluster.toString(), "down", NAME)); // of a run that was interrupted
        for (int round = 0; round < ROUNDS; round++) {
            try {
                long begun = System.nanoTime();
                Command.run("", List.of(cluster.toString(), "up", NAME));
                rounds.add((System.nanoTime() - begun) / 1e9);
            } finally {
                Command.run("", List.of(cluster.toString(), "down", NAME));
            }
        }
        return List.of(Figure.of(
                "cluster from nothing to Ready",
                "s",
                rounds,
                "local/cluster up of a new cluster until it returns: API server, node and name server are ready; tools are "
                        + "built; " + beside));
    }
}
