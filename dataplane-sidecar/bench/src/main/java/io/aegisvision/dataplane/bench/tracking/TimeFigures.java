package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.report.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a frame costs in each tracker, in turns, and how many times less it costs in ours. */
final class TimeFigures {
    private static final double FASTEST_GOAL = 5;
    private static final double CPP_GOAL = 10;
    private static final double SUPERVISION_GOAL = 200;
    private static final int COLD_TRACKERS = 1000;
    private static final int COLD_FRAMES = 30;

    private final Run run;
    private final List<Peer> peers;
    private final int rounds;
    private final double seconds;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<Peer, List<Double>> calls = new LinkedHashMap<>();

    /** @param seconds a process measures for, and one of ours warms up for */
    TimeFigures(Run run, List<Peer> peers, int rounds, double seconds) {
        this.run = run;
        this.peers = peers;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    List<Figure> measure(List<Sequence> sequences, Sequence forCold) throws IOException, InterruptedException {
        for (Sequence sequence : sequences) {
            measure(sequence);
        }
        cold(forCold);
        calls.forEach((peer, rounds) -> figures.add(Figure.of(
                "call from Python: " + peer.name(),
                "us/call",
                rounds,
                "median over sequences and rounds of a call with as many boxes as a frame has, all of a score that it "
                        + "drops: part of each of its times, since that is how it is called")));
        return figures;
    }

    private void measure(Sequence sequence) throws IOException, InterruptedException {
        List<Peer> taking = peers.stream()
                .filter(peer -> peer.speed() == Peer.Speed.FAST || !sequence.fresh())
                .toList();
        Map<Peer, String> quality = new LinkedHashMap<>();
        Map<Peer, List<Double>> times = new LinkedHashMap<>();
        for (Peer peer : taking) {
            quality.put(peer, quality(sequence, run.tracks(peer, sequence)));
        }
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : taking) {
                double longEnough = peer.speed() == Peer.Speed.SLOW ? 1e-3 : seconds;
                Map<String, Double> result = run.time(peer, sequence, longEnough, 1, sequence.frames());
                times.computeIfAbsent(peer, any -> new ArrayList<>()).add(result.getOrDefault("median", Double.NaN));
                if (result.containsKey("call")) {
                    calls.computeIfAbsent(peer, any -> new ArrayList<>()).add(result.getOrDefault("call", 0.0));
                }
            }
        }
        times.forEach((peer, each) -> add(Figure.of(
                sequence.name() + ": " + peer.name(),
                "us/frame",
                each,
                quality.get(peer) + "; update only, one thread, median over rounds of the median over passes")));
        compare(sequence.name(), times, quality);
    }

    private static String quality(Sequence sequence, List<Box> tracks) throws IOException {
        if (!sequence.hasTruth()) {
            return tracks.stream().mapToLong(Box::id).distinct().count() + " ids";
        }
        Score score = Score.of(sequence, tracks);
        return "HOTA %.1f, IDF1 %.1f, %d ids".formatted(score.hota(), score.idf1(), score.ids());
    }

    private void compare(String name, Map<Peer, List<Double>> times, Map<Peer, String> quality) {
        List<Double> ours = times.getOrDefault(Peer.OURS, List.of());
        List<Peer> byTime = times.keySet().stream()
                .filter(peer -> !peer.ours())
                .filter(peer -> peer.name().contains("Byte") || peer == Peer.VISIONTRACK)
                .sorted(Comparator.comparingDouble(peer -> median(times, peer)))
                .toList();
        if (byTime.isEmpty()) {
            return;
        }
        against(name, "the fastest peer", ours, byTime.getFirst(), times, quality, FASTEST_GOAL);
        against(name, "the C++ port", ours, Peer.BYTETRACK_CPP, times, quality, CPP_GOAL);
        against(name, "supervision", ours, Peer.SUPERVISION, times, quality, SUPERVISION_GOAL);
    }

    private void against(
            String name,
            String whom,
            List<Double> ours,
            Peer peer,
            Map<Peer, List<Double>> times,
            Map<Peer, String> quality,
            double goal) {
        if (times.containsKey(peer)) {
            String note = "ours: %s; peer: %s".formatted(quality.get(Peer.OURS), quality.get(peer));
            add(Figure.of(name + ", against " + whom, "us/frame", ours, note)
                    .against(peer.name(), median(times, peer), goal));
        }
    }

    private static double median(Map<Peer, List<Double>> times, Peer peer) {
        List<Double> sorted =
                times.getOrDefault(peer, List.of()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Many streams in turn, so that each finds the caches full of others. */
    private void cold(Sequence sequence) throws IOException, InterruptedException {
        Map<Peer, List<Double>> times = new LinkedHashMap<>();
        List<Peer> fast =
                peers.stream().filter(peer -> peer.speed() == Peer.Speed.FAST).toList();
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : fast) {
                Double median = run.time(peer, sequence, seconds, COLD_TRACKERS, COLD_FRAMES)
                        .get("median");
                times.computeIfAbsent(peer, any -> new ArrayList<>()).add(number(median));
            }
        }
        String name = COLD_TRACKERS + " trackers in turn, " + sequence.name();
        Map<Peer, String> quality = fast.stream()
                .collect(Collectors.toMap(
                        peer -> peer, peer -> COLD_FRAMES + " frames, each given to every tracker before the next"));
        times.forEach((peer, each) ->
                add(Figure.of(name + ": " + peer.name(), "us/frame", each, quality.getOrDefault(peer, ""))));
        compare(name, times, quality);
    }

    private static double number(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private void add(Figure figure) {
        System.out.printf(
                "%-58s %10.2f %s%s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.ratio() == null ? "" : "  %.1f times %s".formatted(figure.ratio(), figure.peer()));
        figures.add(figure);
    }
}
