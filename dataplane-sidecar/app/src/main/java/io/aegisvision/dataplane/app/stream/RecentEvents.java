package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same outlet, and the newest {@value #MOST} events of one stream kept for people. Any thread may ask. */
final class RecentEvents implements EventOutlet {
    static final int MOST = 20;

    private final EventOutlet outlet;
    private final String[] types = new String[MOST];
    private final EventData[] newest = new EventData[MOST];
    private long told;

    RecentEvents(EventOutlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void append(String streamUid, RuleEvent event, EventData data) {
        outlet.append(streamUid, event, data);
        synchronized (this) {
            int at = (int) (told++ % MOST);
            types[at] = event.kind().type();
            newest[at] = data;
        }
    }

    @Override
    public void sync() {
        outlet.sync();
    }

    /** The newest, oldest first. */
    synchronized List<Sight.Told> newest() {
        List<Sight.Told> list = new ArrayList<>();
        for (long number = Math.max(0, told - MOST); number < told; number++) {
            int at = (int) (number % MOST);
            list.add(told(number, types[at], newest[at]));
        }
        return list;
    }

    private static Sight.Told told(long number, String type, EventData data) {
        EventData.Track track = data.track();
        @Nullable
        List<Double> box = track == null
                ? null
                : data.evidence().stream()
                        .filter(seen -> seen.track() == track.id())
                        .max(Comparator.comparingLong(EventData.Observation::time))
                        .map(EventData.Observation::box)
                        .orElse(null);
        return new Sight.Told(
                number,
                data.epoch(),
                type,
                data.rule(),
                track == null ? null : track.id(),
                track == null ? null : track.label(),
                data.zone(),
                data.line(),
                data.direction(),
                data.count(),
                data.durationMillis(),
                data.endReason(),
                data.decidedAt(),
                data.at(),
                box);
    }
}
