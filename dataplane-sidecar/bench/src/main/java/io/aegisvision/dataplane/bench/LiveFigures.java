package io.aegisvision.dataplane.bench;

import io.aegisvision.dataplane.bench.Window.User;
import io.aegisvision.report.Figure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The demo's cell at work: what it uses with its streams and with one more, how soon that one has its first frame, and
 * how long events take.
 */
final class LiveFigures {
    private static final int ROUNDS = 3;
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final int LEAST_EVENTS = 40;
    private static final String STREAM = "bench-east";
    private static final double MILLIS = 1e3;
    private static final String USAGE =
            "kubelet's summary over " + Window.LENGTH.toSeconds() + " s a round (memory: working set at its end); ";

    private final Demo demo;
    private final Cell cell;
    private final GenericKubernetesResource extra;
    private final List<Window> few = new ArrayList<>();
    private final List<Window> more = new ArrayList<>();
    private final List<Double> firstFrames = new ArrayList<>();

    LiveFigures(Demo demo) throws Exception {
        this.demo = demo;
        this.cell = demo.cell(Demo.CELL);
        this.extra = demo.example("east.yaml", STREAM);
    }

    List<Figure> measure() throws Exception {
        String boot = cell.state().bootId();
        demo.delete(extra); // of a run that was interrupted
        String before = cell.metrics();
        Cell.Compute computed = cell.compute();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Thread.sleep(SETTLE);
                few.add(Window.pass(demo, cell));
                firstFrames.add(firstFrame());
                Thread.sleep(SETTLE);
                more.add(Window.pass(demo, cell));
                demo.delete(extra);
            }
        } finally {
            demo.delete(extra);
        }
        List<Figure> figures = new ArrayList<>(events(before, computed));
        if (!cell.state().bootId().equals(boot)) {
            throw new IllegalStateException("the data plane was restarted in between");
        }
        figures.add(Figure.of(
                        "apply of a stream to its first processed frame",
                        "ms",
                        firstFrames,
                        "from the API server's answer to the time at which the cell says that it processed the stream's first "
                                + "frame; the cell runs " + few.getFirst().streams() + " other streams")
                .atMost(1500));
        figures.addAll(usage());
        return figures;
    }

    private double firstFrame() throws Exception {
        long answered = demo.apply(extra);
        Demo.await("first frame of " + STREAM, Duration.ofSeconds(30), () -> cell.firstFrame(STREAM) > 0);
        return cell.firstFrame(STREAM) - answered;
    }

    /** Frames that gave events, and Triton's compute, over all the windows; waits until there were enough. */
    private List<Figure> events(String before, Cell.Compute computed) throws Exception {
        Histogram old = cell.stage(before, "event");
        Demo.await(
                LEAST_EVENTS + " frames with events",
                Duration.ofMinutes(10),
                () -> cell.stage(cell.metrics(), "event").since(old).count() >= LEAST_EVENTS);
        String after = cell.metrics();
        Cell.Compute now = cell.compute();
        double compute = now.computeSince(computed);
        double call =
                cell.stage(after, "call").since(cell.stage(before, "call")).mean();
        Histogram event = cell.stage(after, "event").since(old);
        String note =
                ("%.0f frames with events; stage \"event\" of the cell's metrics (from decoded until the events are "
                                + "durable, less the frame's inference call; buckets a quarter apart), plus the mean call (%.2f ms) "
                                + "less Triton's mean compute (%.2f ms; its statistics: input, infer, output); %.2f ms of the "
                                + "difference are Triton's queue")
                        .formatted(event.count(), call * MILLIS, compute * MILLIS, now.queueSince(computed) * MILLIS);
        List<Figure> figures = new ArrayList<>();
        for (int percent : new int[] {50, 95}) {
            double value = event.quantile(percent / 100.0) + call - compute;
            figures.add(Figure.of(
                    "decoded frame to event without Triton's compute, p" + percent,
                    "ms",
                    List.of(value * MILLIS),
                    note));
        }
        return figures;
    }

    private List<Figure> usage() {
        int streams = few.getFirst().streams();
        String cellName = "cell with " + streams + " streams";
        String work = USAGE + "a stream is 640x360, 25 frames/s decoded, 10 inferred on the CPU";
        List<Figure> figures = new ArrayList<>();
        figures.addAll(both(cellName, User.CELL, work));
        figures.addAll(both(cellName + ", its data plane", User.DATA_PLANE, work));
        figures.addAll(both(cellName + ", its Triton", User.TRITON, work));
        String difference = USAGE + "the cell's pod with " + more.getFirst().streams() + " streams less that with "
                + streams + " before; memory is the heap's as it grew";
        figures.add(Figure.of("one more stream: CPU", "mCPU", differences(w -> w.millicores(User.CELL)), difference));
        figures.add(Figure.of("one more stream: memory", "MiB", differences(w -> w.mebibytes(User.CELL)), difference));
        int replicas = demo.operators().size();
        figures.addAll(both(
                "operator at rest, " + replicas + " replicas together",
                User.OPERATOR,
                USAGE + "nothing changes; the leader watches one cell"));
        return figures;
    }

    private List<Figure> both(String name, User user, String note) {
        return List.of(
                Figure.of(name + ": CPU", "mCPU", each(few, w -> w.millicores(user)), note),
                Figure.of(name + ": memory", "MiB", each(few, w -> w.mebibytes(user)), note));
    }

    private static List<Double> each(List<Window> windows, ToDoubleFunction<Window> value) {
        return windows.stream().mapToDouble(value).boxed().toList();
    }

    private List<Double> differences(ToDoubleFunction<Window> value) {
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < few.size(); round++) {
            rounds.add(value.applyAsDouble(more.get(round)) - value.applyAsDouble(few.get(round)));
        }
        return rounds;
    }
}
