package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.geometry.FixedPoint;
import java.util.Arrays;
import java.util.List;

/** One remembered observation per slot: its time and its box in fixed point. */
final class Sightings {
    private long[] time = new long[32];
    private int[] box = new int[32 * 4];

    void reserve(int slots) {
        if (time.length < slots) {
            time = Arrays.copyOf(time, slots * 2);
            box = Arrays.copyOf(box, slots * 2 * 4);
        }
    }

    void set(int slot, Sighting now) {
        time[slot] = now.time;
        box[slot * 4] = now.x1;
        box[slot * 4 + 1] = now.y1;
        box[slot * 4 + 2] = now.x2;
        box[slot * 4 + 3] = now.y2;
    }

    void get(int slot, Sighting into) {
        into.time = time[slot];
        into.x1 = box[slot * 4];
        into.y1 = box[slot * 4 + 1];
        into.x2 = box[slot * 4 + 2];
        into.y2 = box[slot * 4 + 3];
    }

    void copy(int slot, Sightings from, int fromSlot) {
        time[slot] = from.time[fromSlot];
        System.arraycopy(from.box, fromSlot * 4, box, slot * 4, 4);
    }

    long time(int slot) {
        return time[slot];
    }

    /** In squares of the fixed-point unit. */
    double area(int slot) {
        return ((double) box[slot * 4 + 2] - box[slot * 4]) * ((double) box[slot * 4 + 3] - box[slot * 4 + 1]);
    }

    EventData.Observation observation(long track, int slot) {
        return new EventData.Observation(
                track,
                time[slot],
                List.of(
                        FixedPoint.toFraction(box[slot * 4]),
                        FixedPoint.toFraction(box[slot * 4 + 1]),
                        FixedPoint.toFraction(box[slot * 4 + 2]),
                        FixedPoint.toFraction(box[slot * 4 + 3])));
    }
}
