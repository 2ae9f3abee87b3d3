package io.aegisvision.dataplane.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the benches measure is what they say: one event a frame, or none. */
class ConveyorTest {
    private static final int FRAMES = 400;
    private static final int BEGUN = 100;

    @Test
    void everyFrameGivesOneEvent() {
        List<Long> decided = new ArrayList<>();
        EventOutlet outlet = new EventOutlet() {
            @Override
            public void append(String streamUid, RuleEvent event, EventData data) {
                decided.add(data.decidedAt());
            }

            @Override
            public void sync() {}
        };
        // due long ago: runs as fast as it can
        long first = 1_000_000;
        new EventStream("s", outlet, FRAMES, System.nanoTime() - 3_600_000_000_000L, first).run();
        List<Long> later = decided.stream()
                .filter(at -> at >= first + BEGUN * Street.FRAME_MICROS)
                .toList();
        assertThat(later)
                .containsExactlyElementsOf(LongStream.range(BEGUN, FRAMES)
                        .map(frame -> first + frame * Street.FRAME_MICROS)
                        .boxed()
                        .toList());
    }

    @Test
    void theFarLineIsNeverCrossed() {
        CoreFrames frames = new CoreFrames();
        int most = 0;
        for (int i = 0; i < FRAMES; i++) {
            most = Math.max(most, frames.next()); // throws on an event
        }
        assertThat(most).isGreaterThanOrEqualTo(Conveyor.SEEN - 7);
    }
}
