package io.aegisvision.dataplane.tracker;

/**
 * The tracks of one stream in slots of fixed number, unconfirmed ones included, listed in the order of their birth.
 * What is confirmed is also listed in the order of ids, which is what others see.
 */
final class TrackTable implements Tracks {
    static final byte TENTATIVE = 0;
    static final byte TRACKED = 1;
    static final byte LOST = 2;
    /** Observations whose class counts in the majority. */
    private static final int RECENT = 15;

    private final int[] free;
    private int freeSize;
    final int[] alive;
    int aliveSize;
    private final int[] confirmed;
    private int confirmedSize;
    private final long[] ended;
    private int endedSize;

    final byte[] state;
    final long[] id;
    final int[] hits;
    final long[] firstSeen;
    final long[] lastSeen;
    private final int[] label;
    private final int[] recentLabels;
    private final int[] observations;
    private final float[] x1;
    private final float[] y1;
    private final float[] x2;
    private final float[] y2;
    private final float[] score;
    private long nextId = 1;
    private long now;

    TrackTable(int slots) {
        free = new int[slots];
        alive = new int[slots];
        confirmed = new int[slots];
        ended = new long[slots];
        state = new byte[slots];
        id = new long[slots];
        hits = new int[slots];
        firstSeen = new long[slots];
        lastSeen = new long[slots];
        label = new int[slots];
        recentLabels = new int[slots * RECENT];
        observations = new int[slots];
        x1 = new float[slots];
        y1 = new float[slots];
        x2 = new float[slots];
        y2 = new float[slots];
        score = new float[slots];
        reset();
    }

    void reset() {
        freeSize = free.length;
        for (int i = 0; i < free.length; i++) {
            free[i] = free.length - 1 - i;
        }
        aliveSize = 0;
        confirmedSize = 0;
        endedSize = 0;
        nextId = 1;
    }

    void beginUpdate(long time) {
        now = time;
        endedSize = 0;
    }

    /** A frame in which all that was seen last is where it was. */
    void still(long time, long lostAfter, boolean[] dead) {
        beginUpdate(time);
        for (int i = 0; i < aliveSize; i++) {
            int slot = alive[i];
            dead[slot] = state[slot] == LOST && time - lastSeen[slot] > lostAfter;
            if (state[slot] != LOST) {
                lastSeen[slot] = time;
            }
        }
        removeDead(dead);
    }

    /** A slot for a new tentative track, or -1. */
    int add(long time) {
        if (freeSize == 0) {
            return -1;
        }
        int slot = free[--freeSize];
        alive[aliveSize++] = slot;
        state[slot] = TENTATIVE;
        id[slot] = 0;
        hits[slot] = 0;
        observations[slot] = 0;
        firstSeen[slot] = time;
        return slot;
    }

    void observe(int slot, Detections seen, int i, long time) {
        x1[slot] = seen.x1[i];
        y1[slot] = seen.y1[i];
        x2[slot] = seen.x2[i];
        y2[slot] = seen.y2[i];
        score[slot] = seen.score[i];
        lastSeen[slot] = time;
        hits[slot]++;
        if (observations[slot] == 0) {
            label[slot] = seen.label[i];
        }
        recentLabels[slot * RECENT + observations[slot] % RECENT] = seen.label[i];
        // the count stays small, and its position in the ring right
        observations[slot] = observations[slot] + 1 == 2 * RECENT ? RECENT : observations[slot] + 1;
        if (label[slot] != seen.label[i]) { // another vote for the leader leaves it the leader
            label[slot] = majority(slot);
        }
    }

    private int majority(int slot) {
        int known = Math.min(observations[slot], RECENT);
        int best = label[slot];
        int bestVotes = votes(slot, best, known);
        for (int k = 0; k < known; k++) {
            int candidate = recentLabels[slot * RECENT + k];
            if (candidate != best) {
                int votes = votes(slot, candidate, known);
                // among challengers with as many votes the smaller class wins, so that the ring's phase decides nothing
                if (votes > bestVotes || (votes == bestVotes && best != label[slot] && candidate < best)) {
                    best = candidate;
                    bestVotes = votes;
                }
            }
        }
        return best;
    }

    private int votes(int slot, int of, int known) {
        int votes = 0;
        for (int k = 0; k < known; k++) {
            if (recentLabels[slot * RECENT + k] == of) {
                votes++;
            }
        }
        return votes;
    }

    void confirm(int slot) {
        state[slot] = TRACKED;
        id[slot] = nextId++;
        confirmed[confirmedSize++] = slot;
    }

    /** Takes away the tracks that are marked dead, keeping the order of the others. */
    void removeDead(boolean[] dead) {
        int kept = 0;
        for (int i = 0; i < aliveSize; i++) {
            int slot = alive[i];
            if (!dead[slot]) {
                alive[kept++] = slot;
            } else {
                free[freeSize++] = slot;
            }
        }
        aliveSize = kept;
        kept = 0;
        for (int i = 0; i < confirmedSize; i++) {
            int slot = confirmed[i];
            if (!dead[slot]) {
                confirmed[kept++] = slot;
            } else {
                ended[endedSize++] = id[slot];
            }
        }
        confirmedSize = kept;
    }

    /** The slot of a confirmed track. */
    int slot(int index) {
        return confirmed[index];
    }

    int labelOf(int slot) {
        return label[slot];
    }

    @Override
    public int size() {
        return confirmedSize;
    }

    @Override
    public long id(int index) {
        return id[confirmed[index]];
    }

    @Override
    public int label(int index) {
        return label[confirmed[index]];
    }

    @Override
    public boolean seen(int index) {
        return lastSeen[confirmed[index]] == now;
    }

    @Override
    public long lastSeenMicros(int index) {
        return lastSeen[confirmed[index]];
    }

    @Override
    public long firstSeenMicros(int index) {
        return firstSeen[confirmed[index]];
    }

    @Override
    public float score(int index) {
        return score[confirmed[index]];
    }

    @Override
    public float x1(int index) {
        return x1[confirmed[index]];
    }

    @Override
    public float y1(int index) {
        return y1[confirmed[index]];
    }

    @Override
    public float x2(int index) {
        return x2[confirmed[index]];
    }

    @Override
    public float y2(int index) {
        return y2[confirmed[index]];
    }

    @Override
    public int endedSize() {
        return endedSize;
    }

    @Override
    public long endedId(int index) {
        return ended[index];
    }
}
