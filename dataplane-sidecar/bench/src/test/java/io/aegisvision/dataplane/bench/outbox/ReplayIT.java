package io.aegisvision.dataplane.bench.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.bench.clocks.CodedStreet;
import io.aegisvision.dataplane.event.EventEncoder;
import io.aegisvision.dataplane.event.EventFacts;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.testkit.Clip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that is read again gives the same events with the same ids. */
class ReplayIT {
    private static final int SECONDS = 8;
    private static final String TRACE = "00-00000000000000000000000000000001-0000000000000001-01";

    @TempDir
    Path folder;

    private List<String> idsOf(Path file) throws InterruptedException {
        EventEncoder encoder = new EventEncoder("plant-7");
        List<String> ids = Collections.synchronizedList(new ArrayList<>());
        EventOutlet outlet = new EventOutlet() {
            @Override
            public void append(String streamUid, RuleEvent event, EventData data) {
                EventFacts facts = new EventFacts(event.kind().type(), streamUid, event.n(), TRACE);
                ids.add(encoder.encode(facts, data).id());
            }

            @Override
            public void sync() {}
        };
        NativeCalls calls = new NativeCalls(4, hung -> {});
        calls.start();
        Source source = new Source(Kind.FILE, "file://" + file, null, null, Transport.TCP, false, false);
        try (StreamRunner stream = CodedStreet.runner("yard", source, (code, decodedNanos) -> {}, outlet, calls)) {
            stream.start();
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (stream.state().phase() != StreamPhase.Ended
                    || stream.state().processed() < stream.state().decoded()) {
                assertThat(System.nanoTime() - until).as("%s", stream.state()).isNegative();
                Thread.sleep(10);
            }
            assertThat(stream.state().dropped()).isEmpty();
        }
        calls.close();
        return List.copyOf(ids);
    }

    @Test
    void theSameFileHasTheSameIds() throws Exception {
        Path file = Clip.writeCoded(folder.resolve("yard.mp4"), 320, 192, SECONDS);
        List<String> first = idsOf(file);
        assertThat(first)
                .as("events of " + SECONDS + " s")
                .hasSizeGreaterThan(40)
                .doesNotHaveDuplicates();
        assertThat(idsOf(file)).isEqualTo(first);
        Path other = Clip.writeCoded(folder.resolve("dock.mp4"), 320, 192, SECONDS - 1);
        assertThat(idsOf(other)).as("another recording").doesNotContainAnyElementsOf(first);
    }
}
