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
public final class ByteTracker implements Tracker {
    /** Which ByteTrack. */
    enum Dialect {
        /** The paper's, by elapsed time. */
        ELAPSED,
        /**
         * That of the C++ port ByteTrack-cpp, for comparison with its own published result only: matches the last
         * corrected box instead of the predicted one, by overlap alone, and ends a lost track an update late; one found in
         * that update ends as soon as it is lost again.
         */
        BYTETRACK_CPP
    }

    private final TrackerSettings settings;
    private final boolean cpp;
    private final Motion motion;
    private final TrackTable table;
    private final FrameBoxes high;
    private final FrameBoxes low;
    private final Assignment assignment = new Assignment();
    private final boolean[] dead;
    private final boolean[] matched;
    private final boolean[] late;
    private final int[] pool;
    private int poolSize;
    private long last = Long.MIN_VALUE;
    private boolean first = true;
    private long ignored;
    private long notBoxes;
    private long refused;

    /** A tracker without tracks. */
    public ByteTracker(TrackerSettings settings) {
        this(settings, Dialect.ELAPSED);
    }

    ByteTracker(TrackerSettings settings, Dialect dialect) {
        this.settings = settings;
        cpp = dialect == Dialect.BYTETRACK_CPP;
        motion = new Motion(settings.mostTracks(), settings.aspect(), settings.edge());
        table = new TrackTable(settings.mostTracks());
        high = new FrameBoxes(settings.aspect(), settings.edge());
        low = new FrameBoxes(settings.aspect(), settings.edge());
        dead = new boolean[settings.mostTracks()];
        matched = new boolean[settings.mostTracks()];
        late = new boolean[settings.mostTracks()];
        pool = new int[settings.mostTracks()];
    }

    @Override
    public boolean update(long timeMicros, Detections seen) {
        if (timeMicros <= last) {
            ignored++;
            return false;
        }
        first = last == Long.MIN_VALUE;
        double periods = first ? 1 : (double) (timeMicros - last) / settings.nominalPeriodMicros();
        last = timeMicros;
        table.beginUpdate(timeMicros);
        notBoxes += high.read(seen, settings.highScore(), Double.POSITIVE_INFINITY);
        Arrays.fill(matched, false);
        predict(periods);
        select(TrackTable.TRACKED, TrackTable.LOST);
        match(high, seen, timeMicros, settings.overlaps().first(), !cpp);
        select(TrackTable.TRACKED, TrackTable.TRACKED);
        if (poolSize > 0) {
            low.read(seen, settings.lowScore(), settings.highScore());
            match(low, seen, timeMicros, settings.overlaps().second(), false);
        }
        select(TrackTable.TENTATIVE, TrackTable.TENTATIVE);
        match(high, seen, timeMicros, settings.overlaps().tentative(), !cpp);
        boolean lost = age(timeMicros);
        begin(seen, timeMicros);
        if (lost) {
            endDuplicates(timeMicros);
            table.removeDead(dead);
        }
        return true;
    }

    @Override
    public boolean still(long timeMicros) {
        if (last == Long.MIN_VALUE || timeMicros <= last) {
            ignored++;
            return false;
        }
        last = timeMicros;
        table.still(timeMicros, settings.lostAfterMicros(), dead);
        return true;
    }

    @Override
    public void newEpoch() {
        table.reset();
        last = Long.MIN_VALUE;
    }

    @Override
    public Tracks tracks() {
        return table;
    }

    @Override
    public long ignoredFrames() {
        return ignored;
    }

    @Override
    public long refusedDetections() {
        return notBoxes;
    }

    @Override
    public long refusedTracks() {
        return refused;
    }

    /**
     * The box of a track as filtered, for comparison with implementations that give no other.
     *
     * @param index as of {@link #tracks}
     * @param into left, top, right, bottom in heights of the display
     */
    public void filtered(int index, double[] into) {
        int slot = table.slot(index);
        into[0] = motion.left[slot];
        into[1] = motion.top[slot];
        into[2] = motion.right[slot] - settings.edge();
        into[3] = motion.bottom[slot] - settings.edge();
    }

    private void predict(double periods) {
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            if (settings.predictTentative() || table.state[slot] != TrackTable.TENTATIVE) {
                motion.predict(slot, periods, table.state[slot] == TrackTable.LOST);
            }
            if (!cpp) {
                motion.box(slot);
            }
        }
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

    /** Matches the pool with the boxes that are left. */
    private void match(FrameBoxes boxes, Detections seen, long time, double least, boolean byScore) {
        if (poolSize == 0) {
            return;
        }
        assignment.begin(poolSize, boxes.size);
        for (int row = 0; row < poolSize; row++) {
            assignment.row();
            offer(pool[row], boxes, seen, least, byScore);
        }
        assignment.solve();
        for (int row = 0; row < poolSize; row++) {
            int column = assignment.columnOf(row);
            if (column != Assignment.NONE) {
                boxes.taken[column] = true;
                take(pool[row], seen, boxes.index[column], time);
            }
        }
    }

    private void offer(int slot, FrameBoxes boxes, Detections seen, double least, boolean byScore) {
        double left = motion.left[slot];
        double top = motion.top[slot];
        double right = motion.right[slot];
        double bottom = motion.bottom[slot];
        double area = motion.area[slot];
        int label = table.labelOf(slot);
        double beyond = right - least * (right - left);
        for (int k = boxes.firstNear(left, right - left, least); k < boxes.size && boxes.left[k] <= beyond; k++) {
            if (!boxes.taken[k] && boxes.top[k] < bottom && boxes.bottom[k] > top) {
                double overlap = boxes.overlap(k, left, top, right, bottom, area, least);
                if (overlap > 0) {
                    int i = boxes.index[k];
                    double worth = byScore ? overlap * seen.score[i] : overlap;
                    worth = label == seen.label[i] ? worth : worth * settings.otherClassFactor();
                    worth = settings.costLimits() ? worth - least : worth;
                    if (worth > 0) {
                        assignment.offer(k, worth);
                    }
                }
            }
        }
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

    /** What was not seen; gives whether there is any. */
    private boolean age(long time) {
        boolean any = false;
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            dead[slot] = false;
            if (matched[slot]) {
                continue;
            }
            any = true;
            if (table.state[slot] == TrackTable.TENTATIVE) {
                dead[slot] = true;
            } else {
                boolean over = time - table.lastSeen[slot] > settings.lostAfterMicros();
                table.state[slot] = TrackTable.LOST;
                dead[slot] = cpp ? late[slot] : over;
                late[slot] |= over;
            }
        }
        return any;
    }

    private void begin(Detections seen, long time) {
        for (int k = 0; k < high.size; k++) {
            int i = high.index[k];
            if (!high.taken[k] && seen.score[i] >= settings.newScore()) {
                int slot = table.add(time);
                if (slot < 0) {
                    refused++;
                    continue;
                }
                dead[slot] = false;
                late[slot] = false;
                motion.begin(slot, seen, i);
                table.observe(slot, seen, i, time);
                if (settings.confirmHits() == 1 || (first && settings.confirmFirstFrame())) {
                    table.confirm(slot);
                }
            }
        }
    }

    /** Of a lost track and one that is seen in the same place the longer-lived stays. */
    private void endDuplicates(long time) {
        double least = settings.overlaps().duplicate();
        for (int i = 0; i < table.aliveSize; i++) {
            int b = table.alive[i];
            if (table.state[b] != TrackTable.LOST || dead[b]) {
                continue;
            }
            long lifeOfLost = table.lastSeen[b] - table.firstSeen[b];
            double shift = (1 - least) / least * (motion.right[b] - motion.left[b]);
            for (int j = 0; j < table.aliveSize; j++) {
                int a = table.alive[j];
                if (Math.abs(motion.left[a] - motion.left[b]) <= shift
                        && table.lastSeen[a] == time
                        && motion.overlapsBy(a, b, least)) {
                    long lifeOfSeen = table.lastSeen[a] - table.firstSeen[a];
                    dead[lifeOfSeen > lifeOfLost ? b : a] = true;
                }
            }
        }
    }
}
