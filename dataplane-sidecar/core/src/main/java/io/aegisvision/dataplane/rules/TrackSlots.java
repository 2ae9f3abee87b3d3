package io.aegisvision.dataplane.rules;

import java.util.Arrays;

/**
 * Numbers the tracks that a rule knows: id to slot by open addressing with linear probing, slots reused. Grows by
 * doubling, and then allocates no more.
 */
final class TrackSlots {
    static final int NONE = -1;

    private long[] keys = new long[64];
    /** Slot + 1; 0 is empty. */
    private int[] values = new int[64];

    /** Id by slot. */
    private long[] ids = new long[32];

    private boolean[] used = new boolean[32];
    private int[] free = new int[32];
    private int freeSize;
    private int made;
    private int size;

    /** Slots ever made: all arrays by slot must be at least this long. */
    int made() {
        return made;
    }

    /** Whether a slot below {@link #made} has a track. */
    boolean isUsed(int slot) {
        return used[slot];
    }

    /** The track of a slot. */
    long id(int slot) {
        return ids[slot];
    }

    int find(long id) {
        for (int at = home(id); values[at] != 0; at = at + 1 & keys.length - 1) {
            if (keys[at] == id) {
                return values[at] - 1;
            }
        }
        return NONE;
    }

    int add(long id) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = freeSize > 0 ? free[--freeSize] : made++;
        if (slot == ids.length) {
            ids = Arrays.copyOf(ids, slot * 2);
            used = Arrays.copyOf(used, slot * 2);
        }
        ids[slot] = id;
        used[slot] = true;
        put(id, slot + 1);
        size++;
        return slot;
    }

    /** Takes the id out; the slot is free. */
    void remove(long id) {
        int at = home(id);
        while (values[at] != 0 && keys[at] != id) {
            at = at + 1 & keys.length - 1;
        }
        if (values[at] == 0) {
            return;
        }
        if (freeSize == free.length) {
            free = Arrays.copyOf(free, freeSize * 2);
        }
        used[values[at] - 1] = false;
        free[freeSize++] = values[at] - 1;
        size--;
        values[at] = 0;
        // close the hole: whatever follows and would be found only across it moves up
        for (int next = at + 1 & keys.length - 1; values[next] != 0; next = next + 1 & keys.length - 1) {
            long key = keys[next];
            int value = values[next];
            values[next] = 0;
            put(key, value);
        }
    }

    void clear() {
        Arrays.fill(values, 0);
        Arrays.fill(used, false);
        freeSize = 0;
        made = 0;
        size = 0;
    }

    private int home(long id) {
        return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
    }

    private void put(long id, int value) {
        int at = home(id);
        while (values[at] != 0) {
            at = at + 1 & keys.length - 1;
        }
        keys[at] = id;
        values[at] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }
}
