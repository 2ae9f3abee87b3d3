package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.dataplane.bench.Quantiles;
import io.aegisvision.dataplane.testkit.TritonProgram;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Round trips less the server's own time for the same request, through shared memory and over gRPC, in turns. Every call
 * is traced by the server; calls come one after another, so that the n-th trace is the n-th call's, and each must lie
 * within its call.
 */
final class CallFigures {
    private static final List<Tensors> SIZES = List.of(
            Tensors.of("large", "640x640x3 in, 2.8 MB out", 640, 8400),
            Tensors.of("middle", "320x320x3 in, 0.7 MB out", 320, 2100),
            Tensors.of("small", "64x64x3 in, 28 KB out", 64, 84));
    private static final int OURS = 0;
    private static final int WIRE = 1;
    /** Not traced. */
    private static final int EMPTY = 2;

    private static final int CALLERS = 3;
    private static final int WARM_UP = 400;
    private static final int CALLS = 200;
    private static final double GOAL_MILLIS = 0.5;
    private static final double GOAL_TIMES = 10;

    /** One call: who made it in which round (-1: to warm up), and when. */
    private record Call(int caller, int round, long sent, long answered) {}

    private CallFigures() {}

    static List<Figure> measure(Path program, int rounds) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Tensors tensors : SIZES) {
            System.out.println("calls: " + tensors.text());
            figures.addAll(measure(program, tensors, rounds));
        }
        return figures;
    }

    private static List<Figure> measure(Path program, Tensors tensors, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("bench-inference");
        Path trace = folder.resolve("trace.json");
        try {
            List<Call> calls;
            try (TritonProgram triton = new TritonProgram(
                    program,
                    folder,
                    "--trace-config=level=TIMESTAMPS",
                    "--trace-config=rate=1",
                    "--trace-config=triton,file=" + trace)) {
                triton.echo(tensors.model(), tensors.in(), tensors.out());
                triton.start();
                try (SharedCaller shared = new SharedCaller(triton.port(), tensors);
                        WireCaller wire = new WireCaller(triton.port(), tensors);
                        EmptyCaller empty = new EmptyCaller(triton.port())) {
                    calls = play(List.of(shared, wire, empty), rounds);
                }
            }
            return figures(tensors, calls, Traces.read(trace), rounds);
        } finally {
            remove(folder);
        }
    }

    private static List<Call> play(List<Caller> callers, int rounds) throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            for (int turn = 0; turn < callers.size(); turn++) {
                int caller = (turn + Math.max(0, round)) % callers.size();
                for (int i = 0; i < (round < 0 ? WARM_UP : CALLS); i++) {
                    long sent = System.nanoTime();
                    calls.add(new Call(caller, round, sent, callers.get(caller).call()));
                }
            }
        }
        return calls;
    }

    private static List<Figure> figures(Tensors tensors, List<Call> calls, List<Traces.Span> traces, int rounds) {
        long[][][] overheads = new long[CALLERS][rounds][CALLS];
        long[][][] trips = new long[CALLERS][rounds][CALLS];
        int[][] counts = new int[CALLERS][rounds];
        Iterator<Traces.Span> traced = traces.iterator();
        for (Call call : calls) {
            long trip = call.answered - call.sent;
            long servers = 0;
            if (call.caller != EMPTY) {
                Traces.Span span = traced.next();
                if (span.began() < call.sent || span.ended() > call.answered) {
                    throw new IllegalStateException("a trace is not of its call");
                }
                servers = span.nanos();
            }
            if (call.round >= 0) {
                int at = counts[call.caller][call.round]++;
                trips[call.caller][call.round][at] = trip;
                overheads[call.caller][call.round][at] = trip - servers;
            }
        }
        if (traced.hasNext()) {
            throw new IllegalStateException(traces.size() + " traces are more than there were calls");
        }
        return figures(tensors, overheads, trips);
    }

    private static List<Figure> figures(Tensors tensors, long[][][] overheads, long[][][] trips) {
        String how =
                CALLS + " calls a round, one after another, batch 1, after " + WARM_UP + " to warm up; the callers "
                        + "take turns; from sent to answered less the server's REQUEST_START to INFER_RESPONSE_COMPLETE of the "
                        + "same request; Python backend";
        String size = tensors.text();
        Figure ours = millis("call: overhead, " + size + ": p50", overheads[OURS], 0.5, how);
        Figure wire = millis("call: overhead over gRPC, " + size + ": p50", overheads[WIRE], 0.5, how);
        boolean named = tensors == SIZES.getFirst();
        List<Figure> figures = new ArrayList<>();
        figures.add(named ? ours.atMost(GOAL_MILLIS) : ours);
        figures.add(millis("call: overhead, " + size + ": p95", overheads[OURS], 0.95, how));
        figures.add(wire);
        figures.add(millis("call: overhead over gRPC, " + size + ": p95", overheads[WIRE], 0.95, how));
        figures.add(millis("call: overhead against gRPC, " + size + ": p50", overheads[OURS], 0.5, how)
                .against("tensors over gRPC", wire.value(), named ? GOAL_TIMES : 1));
        figures.add(millis("call: round trip, " + size + ": p50", trips[OURS], 0.5, how)
                .against("tensors over gRPC", millis("", trips[WIRE], 0.5, how).value(), 1));
        figures.add(millis(
                "call: an empty one beside it, " + size + ": p50",
                trips[EMPTY],
                0.5,
                "ServerLive over gRPC, in the same turns: what any call costs on this machine at the time"));
        return figures;
    }

    private static Figure millis(String name, long[][] rounds, double share, String how) {
        List<Double> values = Arrays.stream(rounds)
                .map(round -> new Quantiles(round).at(share) / 1e6)
                .toList();
        return Figure.of(name, "ms", values, how);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
