package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.CellState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was used over a minute in which every stream ran at its rate.
 *
 * @param streams that ran
 * @param from what was counted at its begin
 * @param to what was counted at its end
 */
record Window(int streams, Map<User, List<Usage>> from, Map<User, List<Usage>> to) {
    static final Duration LENGTH = Duration.ofSeconds(60);

    private static final double RATE = Street.FRAMES_PER_SECOND;

    /** Who uses. */
    enum User {
        CELL,
        DATA_PLANE,
        TRITON,
        OPERATOR
    }

    /** Lets a minute pass. @throws IllegalStateException when a stream did not run at its rate */
    static Window pass(Demo demo, Cell cell) throws Exception {
        Map<User, List<Usage>> from = counted(demo, cell);
        long begun = System.nanoTime();
        Map<String, Long> before = processed(cell);
        Thread.sleep(LENGTH);
        Map<String, Long> after = processed(cell);
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!after.keySet().equals(before.keySet())) {
            throw new IllegalStateException("streams came or went: " + before.keySet() + ", " + after.keySet());
        }
        after.forEach((stream, frames) -> {
            double rate = (frames - before.getOrDefault(stream, 0L)) / seconds;
            if (Math.abs(rate - RATE) > RATE / 20) {
                throw new IllegalStateException("%s ran at %.2f frames/s, not %.0f".formatted(stream, rate, RATE));
            }
        });
        return new Window(after.size(), from, counted(demo, cell));
    }

    private static Map<String, Long> processed(Cell cell) throws Exception {
        return cell.state().streams().stream()
                .collect(Collectors.toMap(CellState.StreamState::name, CellState.StreamState::processed));
    }

    /** Reads what was counted now or later: the kubelet counts every few seconds. */
    private static Map<User, List<Usage>> counted(Demo demo, Cell cell) throws Exception {
        Instant now = Instant.now();
        List<String> operators = demo.operators();
        Map<User, List<Usage>> usage = new EnumMap<>(User.class);
        Demo.await("the kubelet's counts", Duration.ofMinutes(1), () -> {
            JsonNode summary = demo.usage();
            usage.put(User.CELL, List.of(Usage.of(summary, Demo.TENANT, cell.podName(), "")));
            usage.put(User.DATA_PLANE, List.of(Usage.of(summary, Demo.TENANT, cell.podName(), "dataplane")));
            usage.put(User.TRITON, List.of(Usage.of(summary, Demo.TENANT, cell.podName(), "triton")));
            usage.put(
                    User.OPERATOR,
                    operators.stream()
                            .map(pod -> Usage.of(summary, Demo.SYSTEM, pod, ""))
                            .toList());
            return usage.values().stream().flatMap(List::stream).noneMatch(each -> each.at()
                    .isBefore(now));
        });
        return usage;
    }

    private static List<Usage> of(Map<User, List<Usage>> usage, User user) {
        List<Usage> found = usage.get(user);
        if (found == null || found.isEmpty()) {
            throw new IllegalStateException(user + " was not counted");
        }
        return found;
    }

    /** Mean over the window, thousandths of a core; of all pods together. */
    double millicores(User user) {
        List<Usage> begin = of(from, user);
        List<Usage> end = of(to, user);
        double sum = 0;
        for (int i = 0; i < end.size(); i++) {
            sum += end.get(i).millicoresSince(begin.get(i));
        }
        return sum;
    }

    /** Working set at its end; of all pods together. */
    double mebibytes(User user) {
        return of(to, user).stream().mapToDouble(Usage::mebibytes).sum();
    }
}
