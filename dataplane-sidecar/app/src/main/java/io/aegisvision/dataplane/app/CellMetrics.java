package io.aegisvision.dataplane.app;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.app.evidence.EvidenceDesk;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.SourceCounts;
import io.aegisvision.dataplane.app.stream.StageTimes;
import io.aegisvision.dataplane.app.stream.StreamCounts;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Prometheus metrics of a cell; names begin with {@code aegis_}. Any thread. */
final class CellMetrics implements StageTimes {
    /** Each a quarter above the one before, so that a quantile read from the buckets is at most that far off. */
    private static final Duration[] BOUNDS = Stream.iterate(250_000L, nanos -> nanos * 5 / 4)
            .takeWhile(nanos -> nanos < 2_500_000_000L)
            .map(Duration::ofNanos)
            .toArray(Duration[]::new);

    private static final Set<StreamReason> SOURCE_REASONS =
            EnumSet.range(StreamReason.SourceUnreachable, StreamReason.DecodeFailed);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, List<Meter>> byStream = new HashMap<>();
    private final Timer scale = stage("scale", "from decoded to sent or queued");
    private final Timer infer = stage("infer", "from scaled to answered");
    private final Timer analyse = stage("analyse", "tracking, rules and writing of events");
    private final Timer call = stage("call", "the inference call, from sent to answered");
    private final Timer event =
            stage("event", "a frame that gave events: from decoded until they are durable, less its call");

    // closed with the process
    @SuppressWarnings("resource")
    CellMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    private Timer stage(String name, String what) {
        return Timer.builder("aegis_stage_seconds")
                .tag("stage", name)
                .description("time of a frame in a stage: " + what)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** Calls into the video library. */
    void nativeCalls(NativeCalls calls) {
        counter(
                "aegis_native_calls_abandoned",
                "calls into the video library that hung and were given up",
                calls,
                NativeCalls::abandoned);
        gauge(
                "aegis_native_calls_hung",
                "those of them that have not come back; at AEGIS_HUNG_CALLS the data plane restarts itself",
                calls,
                NativeCalls::hung);
    }

    /** Metrics of the cell as a whole, taken from its parts when asked. */
    void cell(
            Supplier<CellState.Outbox> outbox,
            Supplier<CellState.Engine> engine,
            Supplier<List<CellState.ModelState>> models) {
        counter("aegis_outbox_appended", "events durably appended", outbox, o -> o.get()
                .appended());
        counter("aegis_outbox_delivered", "events acknowledged by the broker", outbox, o -> o.get()
                .delivered());
        counter("aegis_outbox_dropped", "events lost to overflow or a full or failing disk", outbox, o -> o.get()
                .dropped());
        gauge("aegis_outbox_pending", "events appended and not acknowledged", outbox, o -> o.get()
                .pending());
        gauge(
                "aegis_outbox_oldest_pending_seconds",
                "age of the oldest pending event",
                outbox,
                o -> o.get().oldestPendingMillis() / 1000.0);
        gauge(
                "aegis_sink_reachable",
                "1 while the broker answers",
                outbox,
                o -> o.get().sinkReachable() ? 1 : 0);
        gauge(
                "aegis_engine_live",
                "1 while what runs the models answers",
                engine,
                e -> e.get().live() ? 1 : 0);
        counter("aegis_engine_restarts", "restarts of what runs the models", engine, e -> e.get()
                .restarts());
        for (ModelPhase phase : ModelPhase.values()) {
            Gauge.builder("aegis_models", models, m -> m.get().stream()
                            .filter(model -> model.phase() == phase)
                            .count())
                    .tag("phase", phase.name())
                    .description("model versions by phase")
                    .register(registry);
        }
    }

    /** Streams that the engine has to serve, and how many frames it joins. */
    void load(IntSupplier streams, int largestBatch) {
        gauge(
                "aegis_streams_beyond_batch",
                "streams more than the engine joins frames into a batch: a round of all streams takes several",
                streams,
                s -> Math.max(0, s.getAsInt() - largestBatch));
    }

    private <T> void counter(String name, String what, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(what).register(registry);
    }

    private <T> void gauge(String name, String what, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(what).strongReference(true).register(registry);
    }

    /** A stream begins. */
    synchronized void add(String stream, StreamCounts counts, SourceCounts source) {
        remove(stream);
        List<Meter> meters = new ArrayList<>();
        meters.add(frames(stream, "aegis_frames_decoded", "frames decoded", counts, c -> c.snapshot()
                .decoded()));
        meters.add(frames(stream, "aegis_frames_sampled_out", "frames that pacing left out", counts, c -> c.snapshot()
                .sampledOut()));
        meters.add(frames(
                stream,
                "aegis_frames_still",
                "sampled frames not detected since nothing moved",
                counts,
                c -> c.snapshot().still()));
        meters.add(frames(stream, "aegis_frames_processed", "frames analysed", counts, c -> c.snapshot()
                .processed()));
        for (Drop reason : Drop.values()) {
            meters.add(FunctionCounter.builder("aegis_frames_dropped", counts, c -> c.dropped(reason.text()))
                    .tag("stream", stream)
                    .tag("reason", reason.text())
                    .description("sampled frames that were not analysed")
                    .register(registry));
        }
        meters.add(source(stream, "aegis_source_sessions", "sessions opened to the source", source, c -> c.sessions()));
        meters.add(source(
                stream, "aegis_decode_errors", "packets that could not be decoded", source, c -> c.decodeErrors()));
        meters.add(source(
                stream,
                "aegis_packets_skipped",
                "packets of the source whose frames nobody needs: not decoded",
                source,
                c -> c.skipped()));
        for (StreamReason reason : SOURCE_REASONS) {
            meters.add(FunctionCounter.builder("aegis_source_failures", source, c -> c.failures(reason))
                    .tag("stream", stream)
                    .tag("reason", reason.name())
                    .description("attempts to open the source, and sessions, that failed")
                    .register(registry));
        }
        byStream.put(stream, meters);
    }

    /** What a stream keeps for evidence; after {@link #add}. */
    synchronized void kept(String stream, EvidenceDesk desk) {
        List<Meter> meters = byStream.get(stream);
        if (meters == null) {
            return;
        }
        meters.add(Gauge.builder("aegis_packet_ring_bytes", desk, d -> d.ringBytes(stream))
                .tag("stream", stream)
                .description("encoded video kept in memory for evidence")
                .register(registry));
        meters.add(Gauge.builder("aegis_key_frame_interval_seconds", desk, d -> d.keyIntervalMicros(stream) / 1e6)
                .tag("stream", stream)
                .description("between the newest two key frames, where evidence is kept: a clip begins with one")
                .register(registry));
    }

    /** What waits to be stored. */
    void evidence(EvidenceDesk desk) {
        gauge("aegis_evidence_pending", "events whose evidence is not stored yet", desk, EvidenceDesk::pending);
    }

    /** What became of a snapshot or a clip. */
    void evidence(String kind, String outcome) {
        Counter.builder("aegis_evidence")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .description("snapshots and clips that were asked for: Stored, or why not")
                .register(registry)
                .increment();
    }

    private FunctionCounter frames(
            String stream, String name, String what, StreamCounts counts, ToDoubleFunction<StreamCounts> value) {
        return FunctionCounter.builder(name, counts, value)
                .tag("stream", stream)
                .description(what)
                .register(registry);
    }

    /** The same outlet, with what rules tell counted on the way. */
    EventOutlet counting(EventOutlet outlet) {
        return new EventOutlet() {
            @Override
            public void append(String streamUid, RuleEvent told, EventData data) {
                count(told, data);
                outlet.append(streamUid, told, data);
            }

            @Override
            public void sync() {
                outlet.sync();
            }
        };
    }

    private synchronized void count(RuleEvent told, EventData data) {
        Counter counter = Counter.builder("aegis_rule_events")
                .tag("stream", data.stream())
                .tag("rule", data.rule())
                .tag("type", told.kind().type())
                .tag("direction", Objects.requireNonNullElse(data.direction(), ""))
                .description("events of rules, whether or not a sink takes them; crossings by direction")
                .register(registry);
        counter.increment();
        List<Meter> meters = byStream.get(data.stream());
        if (meters != null && !meters.contains(counter)) {
            meters.add(counter);
        }
    }

    private FunctionCounter source(
            String stream, String name, String what, SourceCounts counts, ToDoubleFunction<SourceCounts> value) {
        return FunctionCounter.builder(name, counts, value)
                .tag("stream", stream)
                .description(what)
                .register(registry);
    }

    /** A stream is gone. */
    synchronized void remove(String stream) {
        List<Meter> gone = byStream.remove(stream);
        if (gone != null) {
            gone.forEach(registry::remove);
        }
    }

    @Override
    public void scaled(long nanos) {
        scale.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void inferred(long nanos) {
        infer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void analysed(long nanos) {
        analyse.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void called(long nanos) {
        call.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void eventful(long nanos) {
        event.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** All of it as text. */
    String text() {
        return registry.scrape();
    }
}
