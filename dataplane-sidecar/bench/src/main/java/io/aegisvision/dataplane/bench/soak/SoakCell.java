package io.aegisvision.dataplane.bench.soak;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.bench.clocks.CodedStreet;
import io.aegisvision.dataplane.event.EventEncoder;
import io.aegisvision.dataplane.event.EventFacts;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.testkit.ProcessUse;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A data plane to be killed: streams, rules, outbox and delivery as they ship, the model left out. Tells line by line what
 * it promises: {@code P} and an event's id once it is durable; {@code D} and how many were dropped, as its metrics have it;
 * {@code U} and what the process holds. Ends in order when its input ends.
 */
final class SoakCell {
    private static final String TRACE = "00-00000000000000000000000000000001-0000000000000001-01";
    private static final long TELL_MILLIS = 2000;

    private SoakCell() {}

    /** Arguments: folder of the outbox, address of the broker, topic, policy, ports of the cameras. */
    public static void main(String[] arguments) throws Exception {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        NativeCalls calls = new NativeCalls(64, hung -> {});
        calls.start();
        try (Sinks sinks = new Sinks(Path.of(arguments[0]), InstantSource.system())) {
            Durability durability = new Durability(Durability.Policy.valueOf(arguments[3]), 100);
            sinks.configure(
                    "soak",
                    "soak-cell",
                    List.of(new SinkStage(
                            "bus",
                            CodedStreet.RULES,
                            new KafkaConnection(arguments[1], arguments[2], Map.of()),
                            durability)));
            Promises promises = new Promises(sinks, out);
            List<StreamRunner> streams = new ArrayList<>();
            for (int i = 4; i < arguments.length; i++) {
                streams.add(CodedStreet.runner(
                        "camera-" + (i - 4),
                        Integer.parseInt(arguments[i]),
                        (code, decodedNanos) -> {},
                        promises,
                        calls));
            }
            streams.forEach(StreamRunner::start);
            Thread.ofPlatform().daemon().name("soak-tell").start(() -> tell(promises));
            while (System.in.read() >= 0) {
                // until the end
            }
            streams.forEach(StreamRunner::close);
            promises.use();
            if (!sinks.drain(Duration.ofSeconds(60)).isEmpty()) {
                throw new IllegalStateException("not delivered: " + sinks.state());
            }
        }
        calls.close();
    }

    private static void tell(Promises promises) {
        try {
            while (true) {
                Thread.sleep(TELL_MILLIS);
                System.gc(); // what only a finaliser would free is no leak
                promises.use();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One frame's events at a time, so that what was dropped is known to be this frame's. */
    private static final class Promises implements EventOutlet {
        private final Sinks sinks;
        private final FileOutputStream out;
        private final EventEncoder encoder = new EventEncoder("soak");
        private final List<String> ids = new ArrayList<>();

        Promises(Sinks sinks, FileOutputStream out) {
            this.sinks = sinks;
            this.out = out;
        }

        private final ThreadLocal<List<Told>> frame = ThreadLocal.withInitial(ArrayList::new);

        private record Told(String streamUid, RuleEvent event, EventData data) {}

        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {
            frame.get().add(new Told(streamUid, event, data));
        }

        @Override
        public synchronized void sync() {
            long before = sinks.state().dropped();
            ids.clear();
            for (Told told : frame.get()) {
                sinks.append(told.streamUid(), told.event(), told.data());
                EventFacts facts = new EventFacts(
                        told.event().kind().type(),
                        told.streamUid(),
                        told.event().n(),
                        TRACE);
                ids.add(encoder.encode(facts, told.data()).id());
            }
            frame.get().clear();
            sinks.sync();
            if (sinks.state().dropped() == before) {
                ids.forEach(id -> say("P " + id));
            } else {
                say("D " + sinks.state().dropped());
            }
        }

        synchronized void use() {
            try {
                ProcessUse use = ProcessUse.now();
                say("U " + use.threads() + " " + use.handles() + " " + use.nativeBytes());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            say("D " + sinks.state().dropped());
        }

        private void say(String line) {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e); // nobody listens: there is no reason to go on
            }
        }
    }
}
