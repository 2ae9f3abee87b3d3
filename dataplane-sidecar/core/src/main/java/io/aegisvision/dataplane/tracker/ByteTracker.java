package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * Tracks of one stream by two-stage association as in ByteTrack, with motion predicted over elapsed capture time.
 *
 * <pre>
 * none -(detection of newScore)-> tentative -(confirmHits in a row)-> confirmed, gets its id
 * tentative -(one miss)-> none
 * confirmed -(unseen)-> lost -(matched with a high detection)-> confirmed
 * lost -(unseen for more than lostAfter)-> ended
 * </pre>
 *
 * Each update: (1) confirmed and lost tracks against high detections, (2) what is left of the seen ones against low
 * detections, (3) tentative tracks against the high detections left, (4) new tracks. Every assignment is global, over
 * detections sorted by content, so that their order decides nothing; ids are the same for the same input. One thread.
 */
public final class ByteTracker {
    private final TrackerSettings settings;
    private final Motion motion;
    private final TrackTable table;
    private final Assignment assignment = new Assignment();
    private final boolean[] dead;
    private final boolean[] matched;
    private final int[] pool;
    private int poolSize;
    private int[] high = new int[64];
    private int highSize;
    private int[] low = new int[64];
    private int lowSize;
    private long last = Long.MIN_VALUE;
    private long ignored;
    private long notBoxes;
    private long refused;

    /** A tracker without tracks. */
    public ByteTracker(TrackerSettings settings) {
        this.settings = settings;
        motion = new Motion(settings.mostTracks(), settings.aspect());
        table = new TrackTable(settings.mostTracks());
        dead = new boolean[settings.mostTracks()];
        matched = new boolean[settings.mostTracks()];
        pool = new int[settings.mostTracks()];
    }

    /**
     * Goes on to the next frame; an empty one counts too.
     *
     * @param timeMicros capture time; not after the last one: the frame is ignored and counted
     * @return whether the frame was used
     */
    public boolean update(long timeMicros, Detections seen) {
        if (timeMicros <= last) {
            ignored++;
            return false;
        }
        double periods = last == Long.MIN_VALUE ? 1 : (double) (timeMicros - last) / settings.nominalPeriodMicros();
        last = timeMicros;
        table.beginUpdate(timeMicros);
        split(seen);
        Arrays.fill(dead, false);
        Arrays.fill(matched, false);
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            motion.predict(slot, periods, table.state[slot] == TrackTable.LOST);
        }
        select(TrackTable.TRACKED, TrackTable.LOST);
        highSize = match(high, highSize, seen, timeMicros, settings.firstOverlap(), true);
        select(TrackTable.TRACKED, TrackTable.TRACKED);
        lowSize = match(low, lowSize, seen, timeMicros, settings.secondOverlap(), false);
        select(TrackTable.TENTATIVE, TrackTable.TENTATIVE);
        highSize = match(high, highSize, seen, timeMicros, settings.tentativeOverlap(), true);
        age(timeMicros);
        begin(seen, timeMicros);
        endDuplicates();
        table.removeDead(dead);
        return true;
    }

    /** Forgets all tracks; ids begin at 1 again, and any time may come next. */
    public void newEpoch() {
        table.reset();
        last = Long.MIN_VALUE;
    }

    /** The tracks after the last update; always the same object. */
    public Tracks tracks() {
        return table;
    }

    /** Frames ignored since they were not later than the one before. */
    public long ignoredFrames() {
        return ignored;
    }

    /** Detections that were no boxes: not finite, without area, or with a score outside 0..1. */
    public long refusedDetections() {
        return notBoxes;
    }

    /** New tracks refused since there were too many. */
    public long refusedTracks() {
        return refused;
    }

    private void split(Detections seen) {
        if (high.length < seen.size()) {
            high = new int[seen.size() * 2];
            low = new int[seen.size() * 2];
        }
        highSize = 0;
        lowSize = 0;
        for (int i = 0; i < seen.size(); i++) {
            if (!seen.isBox(i)) {
                notBoxes++;
            } else if (seen.score[i] >= settings.highScore()) {
                insert(high, highSize++, i, seen);
            } else if (seen.score[i] >= settings.lowScore()) {
                insert(low, lowSize++, i, seen);
            }
        }
    }

    private static void insert(int[] sorted, int size, int i, Detections seen) {
        int at = size;
        while (at > 0 && seen.compare(sorted[at - 1], i) > 0) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = i;
    }

    private void select(byte one, byte other) {
        poolSize = 0;
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            if (!matched[slot] && (table.state[slot] == one || table.state[slot] == other)) {
                pool[poolSize++] = slot;
            }
        }
    }

    /** Matches the pool with candidates; gives how many candidates are left, at the front of the list. */
    private int match(int[] candidates, int size, Detections seen, long time, double least, boolean byScore) {
        assignment.begin(poolSize, size);
        for (int row = 0; row < poolSize; row++) {
            for (int column = 0; column < size; column++) {
                int i = candidates[column];
                double overlap = motion.overlap(pool[row], seen, i);
                if (overlap >= least) {
                    double worth = byScore ? overlap * seen.score[i] : overlap;
                    boolean sameClass = table.labelOf(pool[row]) == seen.label[i];
                    assignment.offer(row, column, sameClass ? worth : worth * settings.otherClassFactor());
                }
            }
        }
        assignment.solve();
        for (int row = 0; row < poolSize; row++) {
            int column = assignment.columnOf(row);
            if (column != Assignment.NONE) {
                take(pool[row], seen, candidates[column], time);
            }
        }
        int left = 0;
        for (int column = 0; column < size; column++) {
            if (assignment.rowOf(column) == Assignment.NONE) {
                candidates[left++] = candidates[column];
            }
        }
        return left;
    }

    private void take(int slot, Detections seen, int i, long time) {
        matched[slot] = true;
        motion.correct(slot, seen, i);
        table.observe(slot, seen, i, time);
        if (table.state[slot] == TrackTable.LOST) {
            table.state[slot] = TrackTable.TRACKED;
        } else if (table.state[slot] == TrackTable.TENTATIVE && table.hits[slot] >= settings.confirmHits()) {
            table.confirm(slot);
        }
    }

    private void age(long time) {
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            if (matched[slot]) {
                continue;
            }
            if (table.state[slot] == TrackTable.TENTATIVE) {
                dead[slot] = true;
            } else {
                table.state[slot] = TrackTable.LOST;
                dead[slot] = time - table.lastSeen[slot] > settings.lostAfterMicros();
            }
        }
    }

    private void begin(Detections seen, long time) {
        for (int k = 0; k < highSize; k++) {
            int i = high[k];
            if (seen.score[i] >= settings.newScore()) {
                int slot = table.add(time);
                if (slot < 0) {
                    refused++;
                    continue;
                }
                motion.begin(slot, seen, i);
                table.observe(slot, seen, i, time);
                if (settings.confirmHits() == 1) {
                    table.confirm(slot);
                }
            }
        }
    }

    private void endDuplicates() {
        for (int i = 0; i < table.aliveSize; i++) {
            int a = table.alive[i];
            for (int j = 0; j < table.aliveSize && table.state[a] == TrackTable.TRACKED; j++) {
                int b = table.alive[j];
                if (table.state[b] == TrackTable.LOST
                        && !dead[b]
                        && motion.overlap(a, b) > settings.duplicateOverlap()) {
                    long lifeOfSeen = table.lastSeen[a] - table.firstSeen[a];
                    long lifeOfLost = table.lastSeen[b] - table.firstSeen[b];
                    dead[lifeOfSeen > lifeOfLost ? b : a] = true;
                }
            }
        }
    }
}
