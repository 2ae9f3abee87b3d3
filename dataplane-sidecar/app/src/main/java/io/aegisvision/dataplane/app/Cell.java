package io.aegisvision.dataplane.app;

import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.dataplane.app.config.ConfigWatch;
import io.aegisvision.dataplane.app.evidence.EvidenceDesk;
import io.aegisvision.dataplane.app.http.CellServer;
import io.aegisvision.dataplane.app.model.EmbeddedEngine;
import io.aegisvision.dataplane.app.model.Engine;
import io.aegisvision.dataplane.app.model.ModelAgent;
import io.aegisvision.dataplane.app.model.TritonEngine;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.Snapshot;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.app.trial.Trials;
import io.aegisvision.dataplane.video.NativeVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cell: the parts, and what a new config means for each. What a config does not change goes on untouched: a stream
 * whose assignment is equal, a model that is loaded, a trial with its units.
 */
public final class Cell implements CellServer.Cell, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cell.class);

    private final Environment environment;
    private final String bootId = UUID.randomUUID().toString().substring(0, 8);
    private final CellMetrics metrics = new CellMetrics();
    private final Engine engine;
    private final ModelAgent models;
    private final Sinks sinks;
    private final EvidenceDesk evidence;
    private final Trials trials;
    private final ConfigWatch config;
    private final CellServer http;
    private final NativeCalls calls;
    private final StreamRunner.Surroundings around;
    private final Map<String, StreamRunner> runners = new ConcurrentHashMap<>();
    private volatile String name = "";
    private volatile CellConfig.View view = CellConfig.View.Disabled; // until a config says

    /**
     * Prepares everything; nothing runs before {@link #start}.
     *
     * @param lastResort told, once, why nothing but a new process helps; must not block
     */
    public Cell(Environment environment, InstantSource clock, Consumer<String> lastResort) throws IOException {
        this.environment = environment;
        Path scratch = environment.data().resolve("scratch");
        Path artifacts = environment.data().resolve("artifacts");
        empty(scratch);
        Files.createDirectories(artifacts);
        NativeVideo.load(environment.data().resolve("native"));
        engine = switch (environment.engine()) {
            case Triton ->
                new TritonEngine(
                        environment.tritonHost(),
                        environment.tritonPort(),
                        environment.models(),
                        environment.sharedMemory(),
                        bootId);
            case Embedded ->
                new EmbeddedEngine(
                        environment.engineThreads() > 0
                                ? environment.engineThreads()
                                : Runtime.getRuntime().availableProcessors());
        };
        models = new ModelAgent(engine, artifacts);
        sinks = new Sinks(environment.data().resolve("outbox"), clock);
        evidence = new EvidenceDesk(
                environment.data().resolve("evidence"), Path.of(CellApi.EVIDENCE_DIR), sinks, metrics::evidence);
        LiveLoad load = new LiveLoad();
        Feed.Opener opener = VideoFeed.opener(clock);
        trials = new Trials(bootId, models::detector, opener, load, artifacts, scratch);
        calls = new NativeCalls(
                environment.hungCalls(),
                hung -> lastResort.accept(hung + " calls into the video library do not return"));
        around = new StreamRunner.Surroundings(
                opener,
                models::detector,
                metrics.counting(sinks),
                load,
                new EngineTurns(ModelAgent.LARGEST_BATCH),
                trials,
                metrics,
                calls,
                evidence,
                clock);
        config = new ConfigWatch(environment.config(), this::apply);
        http = new CellServer(environment.httpPort(), this);
        metrics.nativeCalls(calls);
        metrics.evidence(evidence);
        metrics.cell(sinks::state, engine::state, models::states);
        metrics.load(runners::size, ModelAgent.LARGEST_BATCH);
    }

    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Begins to watch the config and to answer. */
    public void start() {
        http.start();
        models.start();
        trials.start();
        calls.start();
        config.start();
        LOG.info("cell up, boot {}, http port {}", bootId, http.port());
    }

    /** Makes a config true. Called on the config's thread, one at a time. */
    private void apply(CellConfig next) {
        name = next.cell();
        view = next.view();
        Set<String> insecure = Set.copyOf(next.insecureRegistries());
        Map<String, ModelVersion> versions = new HashMap<>();
        next.models().forEach(version -> versions.put(version.digest(), version));
        sinks.configure(
                next.namespace(),
                next.namespace() + "-" + next.cell(),
                next.graph().sinks());
        evidence.configure(next.graph().evidence());
        models.configure(next.models(), insecure);
        Map<String, StreamRunner.Plan> plans = new TreeMap<>();
        for (StreamAssignment stream : next.streams()) {
            plans.put(stream.name(), new StreamRunner.Plan(stream, next.graph(), Map.copyOf(versions)));
        }
        for (String stream : new HashSet<>(runners.keySet())) {
            StreamRunner.Plan plan = plans.get(stream);
            StreamRunner runner = runners.get(stream);
            if (runner != null && (plan == null || !runner.canTake(plan))) {
                stop(stream, runner);
            }
        }
        warnOfBatch(plans.size());
        plans.forEach(this::run);
        trials.configure(next.trials(), Map.copyOf(versions), insecure);
    }

    private void warnOfBatch(int streams) {
        if (streams > ModelAgent.LARGEST_BATCH && runners.size() <= ModelAgent.LARGEST_BATCH) {
            LOG.warn(
                    "{} streams, and the engine joins at most {} frames: a round of all streams takes several batches",
                    streams,
                    ModelAgent.LARGEST_BATCH);
        }
    }

    private void run(String stream, StreamRunner.Plan plan) {
        StreamRunner present = runners.get(stream);
        if (present != null) {
            present.take(plan);
            return;
        }
        StreamRunner fresh = new StreamRunner(plan, around);
        runners.put(stream, fresh);
        metrics.add(stream, fresh.counts(), fresh.source());
        metrics.kept(stream, evidence);
        fresh.start();
    }

    private void stop(String stream, StreamRunner runner) {
        runners.remove(stream);
        metrics.remove(stream);
        // beside: a source that hangs in its native code must not hold up the others
        Thread.ofVirtual().name("stop-" + stream).start(runner::close);
    }

    @Override
    public CellState state() {
        return new CellState(
                CellConfig.SCHEMA,
                name,
                bootId,
                config.appliedRevision(),
                config.problem(),
                engine.state(),
                sinks.state(),
                models.states(),
                runners.values().stream()
                        .map(StreamRunner::state)
                        .sorted(Comparator.comparing(CellState.StreamState::name))
                        .toList(),
                trials.states());
    }

    @Override
    public boolean ready() {
        return !config.appliedRevision().isEmpty();
    }

    @Override
    public String token() {
        return config.token();
    }

    @Override
    public Optional<TrialUnits> units(String canaryUid, int from) {
        return trials.units(canaryUid, from);
    }

    @Override
    public Optional<GuardWindows> windows(String canaryUid, int from, String boot) {
        return trials.windows(canaryUid, from, boot);
    }

    @Override
    public Optional<CompletableFuture<Snapshot>> snapshot(String stream) {
        return Optional.ofNullable(runners.get(stream)).map(StreamRunner::snapshot);
    }

    @Override
    public Optional<CellServer.Watched> watched(String stream) {
        return Optional.ofNullable(runners.get(stream))
                .map(runner ->
                        new CellServer.Watched(runner.view(), () -> runner.explain(sinks.delivery(), sinks.state())));
    }

    @Override
    public Optional<StreamExplanation> explanation(String stream) {
        return Optional.ofNullable(runners.get(stream)).map(runner -> runner.explain(sinks.delivery(), sinks.state()));
    }

    @Override
    public CellConfig.View view() {
        return view;
    }

    @Override
    public String metrics() {
        return metrics.text();
    }

    /** Where it listens. */
    public int port() {
        return http.port();
    }

    /** Stops reading, delivers what it can in the time it has, says what it could not, and frees everything. */
    @Override
    public void close() {
        config.close();
        trials.close();
        List<Thread> stopping = runners.values().stream()
                .map(runner -> Thread.ofVirtual().start(runner::close))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
            evidence.drain(environment.drain().dividedBy(2));
            List<String> left = sinks.drain(environment.drain());
            CellState.Outbox outbox = sinks.state();
            if (left.isEmpty()) {
                LOG.info("stopped; all events are delivered");
            } else {
                LOG.warn("stopped; not delivered: {} events of sinks {}; they stay on disk", outbox.pending(), left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.close();
        evidence.close();
        sinks.close();
        models.close();
        http.close();
        engine.close();
    }
}
