package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import java.util.Arrays;

/**
 * Where each track was over the last window: at most {@value #CAPACITY} observations a slot, evenly thinned out where a
 * window holds more, the newest always among them. A track unseen for longer than the window begins anew.
 */
final class MotionWindows {
    private static final int CAPACITY = 32;
    /** The ends of the window, the one before it that makes it whole, the newest on trial, and the next one. */
    private static final int SPARE = 5;

    private final TrackSlots slots = new TrackSlots();
    private final long window;
    private final long spacing;
    private long[] time = new long[0];
    private int[] x = new int[0];
    private int[] y = new int[0];
    private int[] height = new int[0];
    private int[] oldest = new int[0];
    private int[] size = new int[0];

    /** @param window microseconds */
    MotionWindows(long window) {
        this.window = window;
        spacing = window / (CAPACITY - SPARE);
    }

    /** The slot of a track that was added. */
    int slot(long track) {
        return slots.find(track);
    }

    void remove(long track) {
        slots.remove(track);
    }

    void clear() {
        slots.clear();
    }

    /** The newest observation of a track: its reference point and the height of its box. @return the track's slot */
    int add(Sighting now, RuleStage.Anchor anchor) {
        int slot = slots.find(now.track);
        if (slot == TrackSlots.NONE) {
            slot = slots.add(now.track);
            begin(slot);
        }
        add(slot, now.time, now.anchorX(), now.anchorY(anchor), now.y2 - now.y1);
        return slot;
    }

    /** The slot is another track's from here on. */
    private void begin(int slot) {
        if (slot >= size.length) {
            int slots = Math.max(32, slot * 2);
            time = Arrays.copyOf(time, slots * CAPACITY);
            x = Arrays.copyOf(x, slots * CAPACITY);
            y = Arrays.copyOf(y, slots * CAPACITY);
            height = Arrays.copyOf(height, slots * CAPACITY);
            oldest = Arrays.copyOf(oldest, slots);
            size = Arrays.copyOf(size, slots);
        }
        oldest[slot] = 0;
        size[slot] = 0;
    }

    private void add(int slot, long now, int atX, int atY, int boxHeight) {
        if (size[slot] > 0 && now - time[at(slot, size[slot] - 1)] > window) {
            size[slot] = 0;
        }
        boolean crowded = size[slot] > 1 && time[at(slot, size[slot] - 1)] - time[at(slot, size[slot] - 2)] < spacing;
        int place = at(slot, crowded ? size[slot] - 1 : size[slot]++);
        time[place] = now;
        x[place] = atX;
        y[place] = atY;
        height[place] = boxHeight;
        while (size[slot] > 1 && time[at(slot, 1)] <= now - window) {
            oldest[slot] = (oldest[slot] + 1) % CAPACITY;
            size[slot]--;
        }
    }

    /** Whether it has been seen for the whole window, often enough to tell motion. */
    boolean isWhole(int slot, int leastObservations) {
        return size[slot] >= leastObservations && time[at(slot, size[slot] - 1)] - time[at(slot, 0)] >= window;
    }

    int size(int slot) {
        return size[slot];
    }

    private int at(int slot, int index) {
        return slot * CAPACITY + (oldest[slot] + index) % CAPACITY;
    }

    /** From 0, the oldest, to less than {@link #size}. */
    long time(int slot, int index) {
        return time[at(slot, index)];
    }

    int x(int slot, int index) {
        return x[at(slot, index)];
    }

    int y(int slot, int index) {
        return y[at(slot, index)];
    }

    int height(int slot, int index) {
        return height[at(slot, index)];
    }
}
