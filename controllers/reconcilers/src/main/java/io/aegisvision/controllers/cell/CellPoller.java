package io.aegisvision.controllers.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialUnits;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks every running cell for its state once a second, each on a virtual thread of its own, so that a cell that hangs
 * delays no other. The token of a cell comes from its Secret.
 */
public final class CellPoller implements CellStates, CellTrials, AutoCloseable {
    private static final long INTERVAL_MILLIS = 1000;
    private static final Duration STATE_TIMEOUT = Duration.ofMillis(1500);
    private static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final CellCaches caches;
    private final InstantSource clock;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Map<CellId, Seen> seen = new ConcurrentHashMap<>();
    private final Set<CellId> asking = ConcurrentHashMap.newKeySet();
    private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cell-poller").factory());
    private final ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor();
    private boolean started;

    /** A cell. */
    private record CellId(String namespace, String cell) {}

    /**
     * What a pod said.
     *
     * @param reported whether it was reachable when listeners were last called
     */
    private record Seen(String podUid, CellState state, Instant at, String gist, boolean reported) {}

    private record Target(CellId id, String podUid, String address, String token) {}

    /** @param clock tells how old a state is */
    public CellPoller(CellCaches caches, InstantSource clock) {
        this(caches, clock, CellApi.PORT);
    }

    CellPoller(CellCaches caches, InstantSource clock, int port) {
        this.caches = caches;
        this.clock = clock;
        this.port = port;
    }

    /** Starts to ask; does nothing the second time. */
    public synchronized void start() {
        if (!started) {
            started = true;
            caches.start();
            timer.scheduleWithFixedDelay(this::tick, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        asks.shutdownNow();
        http.shutdownNow();
    }

    /** Calls {@code listener} with namespace and cell after each change that matters to a status; it must not block. */
    public void listen(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    @Override
    public Optional<CellState> get(String namespace, String cell) {
        return Optional.ofNullable(seen.get(new CellId(namespace, cell))).map(Seen::state);
    }

    @Override
    public Optional<Duration> age(String namespace, String cell) {
        return Optional.ofNullable(seen.get(new CellId(namespace, cell)))
                .map(last -> Duration.between(last.at, clock.instant()));
    }

    @Override
    public Optional<TrialUnits> units(String namespace, String cell, String canaryUid, int from) {
        String path = CellApi.TRIALS + encoded(canaryUid) + "/units?from=" + from;
        return trial(namespace, cell, path, TrialUnits.class);
    }

    @Override
    public Optional<GuardWindows> windows(
            String namespace, String cell, String canaryUid, int from, @Nullable String boot) {
        String path = CellApi.TRIALS + encoded(canaryUid) + "/windows?from=" + from
                + (boot == null ? "" : "&boot=" + encoded(boot));
        return trial(namespace, cell, path, GuardWindows.class);
    }

    private <T> Optional<T> trial(String namespace, String cell, String path, Class<T> type) {
        CellId id = new CellId(namespace, cell);
        return targets().stream()
                .filter(target -> target.id.equals(id))
                .findFirst()
                .flatMap(target -> ask(target, path, TRIAL_TIMEOUT, type));
    }

    private void tick() {
        List<Target> targets = targets();
        Set<CellId> exist = targets.stream().map(Target::id).collect(Collectors.toSet());
        for (Target target : targets) {
            if (asking.add(target.id)) {
                asks.execute(() -> {
                    try {
                        ask(target, CellApi.STATE, STATE_TIMEOUT, CellState.class)
                                .ifPresent(state -> heard(target, state));
                    } finally {
                        asking.remove(target.id);
                    }
                });
            }
        }
        seen.forEach((id, last) -> {
            if (!exist.contains(id) && !cellExists(id)) {
                seen.remove(id);
                tell(id);
            } else if (last.reported
                    && Duration.between(last.at, clock.instant()).compareTo(UNREACHABLE_AFTER) > 0) {
                seen.computeIfPresent(
                        id, (key, now) -> new Seen(now.podUid, now.state, now.at, now.gist, now.at.isAfter(last.at)));
                tell(id);
            }
        });
    }

    private boolean cellExists(CellId id) {
        return caches.secrets().get(id.namespace, id.cell).isPresent();
    }

    private void heard(Target target, CellState state) {
        String gist = StateGist.of(state);
        Seen last = seen.put(target.id, new Seen(target.podUid, state, clock.instant(), gist, true));
        if (last == null || !last.reported || !last.gist.equals(gist)) {
            tell(target.id);
        }
    }

    private void tell(CellId id) {
        listeners.forEach(listener -> listener.accept(id.namespace, id.cell));
    }

    private <T> Optional<T> ask(Target target, String path, Duration timeout, Class<T> type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + target.address + ":" + port + path))
                .header(CellApi.TOKEN_HEADER, target.token)
                .timeout(timeout)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK
                    ? Optional.of(CellJson.MAPPER.readValue(answer.body(), type))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private List<Target> targets() {
        return caches.pods().all().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(this::target)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Target> target(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        String cell = labels == null ? null : labels.get(Keys.CELL);
        String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (cell == null || address == null || address.isEmpty()) {
            return Optional.empty();
        }
        CellId id = new CellId(pod.getMetadata().getNamespace(), cell);
        return caches.secrets()
                .get(id.namespace, cell)
                .flatMap(CellJson::token)
                .map(token -> new Target(
                        id, pod.getMetadata().getUid(), address.contains(":") ? "[" + address + "]" : address, token));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
