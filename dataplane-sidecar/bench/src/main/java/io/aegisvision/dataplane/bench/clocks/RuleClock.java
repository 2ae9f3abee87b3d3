package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.RuleAnalysis;
import io.aegisvision.dataplane.bench.Conveyor;
import io.aegisvision.dataplane.bench.EventStream;
import io.aegisvision.dataplane.bench.Street;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.report.Figure;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * In this process alone, nothing written and nothing sent: from a frame's boxes at the tracker's input to the rule's event
 * handed over, one frame after another on one thread. What others publish as the latency of rules is often this.
 */
final class RuleClock {
    private static final int WARM_UP = 30_000;
    private static final int FRAMES = 20_000;
    private static final double MICRO = 1e3;

    private RuleClock() {}

    /** Notes when an event is handed over. */
    private static final class Handed implements EventOutlet {
        private Histogram times = new Histogram(3);
        private long begun;

        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {
            times.recordValue(System.nanoTime() - begun);
        }

        @Override
        public void sync() {
            // nothing is written
        }
    }

    static Measured measure(int rounds) {
        Handed handed = new Handed();
        RuleAnalysis analysis = EventStream.analysis("clock-rule", Conveyor.MIDDLE, handed);
        DetectedBoxes boxes = new DetectedBoxes();
        List<Analysis.Found> found = List.of(new Analysis.Found(Street.DETECTOR, EventStream.VERSION, boxes));
        Clock event = new Clock("in process: tracker input to the rule's event");
        Clock whole = new Clock("in process: tracker and rules, a whole frame");
        long frame = 0;
        for (int round = -1; round < rounds; round++) {
            handed.times = new Histogram(3);
            Histogram frames = new Histogram(3);
            for (long end = frame + (round < 0 ? WARM_UP : FRAMES); frame < end; frame++) {
                boxes.clear();
                Conveyor.show(
                        frame, (left, top, right, bottom, score) -> boxes.add(left, top, right, bottom, score, 0));
                handed.begun = System.nanoTime();
                analysis.frame(frame * Street.FRAME_MICROS, false, found);
                frames.recordValue(System.nanoTime() - handed.begun);
            }
            if (round >= 0) {
                event.add(handed.times);
                whole.add(frames);
            }
        }
        String note =
                "one thread, " + Conveyor.SEEN + " objects, three rules, one event a frame; not written, not sent";
        List<Figure> figures = new ArrayList<>(event.figures("us", MICRO, note));
        figures.addAll(whole.figures("us", MICRO, note));
        return new Measured(figures);
    }
}
