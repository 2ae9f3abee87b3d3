package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * Tracks of one stream by OC-SORT (arXiv 2203.14360): one association by overlap with the predicted box and by whether the
 * direction to a detection continues the track's own, then one by overlap with the last observed box; a track that is
 * found again has its filter led over the gap along the straight line between the observations. All by elapsed capture
 * time: the direction is taken over three nominal periods, the gap in steps of about a period.
 *
 * <p>States, ids and their confirmation are those of {@link ByteTracker}: an unconfirmed track ends with its first miss, a
 * lost one counts again as soon as it is found, where the reference waits for three hits. Low detections are not used, as
 * in the reference's defaults. One thread.
 */
public final class OcSortTracker implements Tracker {
    /** Periods over which a direction is taken; the reference's. */
    private static final double DIRECTION_PERIODS = 3;
    /** What a direction is worth against an overlap; the reference's. */
    private static final double INERTIA = .2;
    /** Observations kept to find the one of three periods ago, also where frames come faster than nominal. */
    private static final int RECENT = 8;
    /** Bound on the steps over a gap; a longer one is gone over in longer steps. */
    private static final int MOST_STEPS = 128;
    /** Keeps a direction finite where nothing moved; pixels, the reference's. */
    private static final double STILL = 1e-6;
    /** SORT's noises are in pixels, and a stream's boxes in fractions of the display: of one with this many lines. */
    private static final int LINES = 1080;

    private static final int X = 0;
    private static final int Y = 1;
    private static final int WIDTH = 2;
    private static final int HEIGHT = 3;

    private final TrackerSettings settings;
    private final double lines;
    private final AreaMotion motion;
    private final TrackTable table;
    private final FrameBoxes boxes;
    private final Assignment assignment = new Assignment();
    private final boolean[] dead;
    private final boolean[] matched;
    private final int[] pool;
    private int poolSize;
    // the last observation in pixels, when the filter first missed one, and the direction of movement
    private final double[] observed;
    private final long[] missedAt;
    private final double[] directionX;
    private final double[] directionY;
    // rings of observed centres and their times
    private final double[] centreX;
    private final double[] centreY;
    private final long[] seenAt;
    private final int[] observations;
    private long last = Long.MIN_VALUE;
    private boolean first = true;
    private long ignored;
    private long notBoxes;
    private long refused;

    /** A tracker without tracks. */
    public OcSortTracker(TrackerSettings settings) {
        this(settings, LINES);
    }

    /** @param lines height of the display in pixels */
    public OcSortTracker(TrackerSettings settings, int lines) {
        this.settings = settings;
        this.lines = lines;
        int slots = settings.mostTracks();
        motion = new AreaMotion(slots);
        table = new TrackTable(slots);
        boxes = new FrameBoxes(settings.aspect(), 0);
        dead = new boolean[slots];
        matched = new boolean[slots];
        pool = new int[slots];
        observed = new double[4 * slots];
        missedAt = new long[slots];
        directionX = new double[slots];
        directionY = new double[slots];
        centreX = new double[RECENT * slots];
        centreY = new double[RECENT * slots];
        seenAt = new long[RECENT * slots];
        observations = new int[slots];
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
        notBoxes += boxes.read(seen, settings.highScore(), Double.POSITIVE_INFINITY);
        Arrays.fill(matched, false);
        for (int i = 0; i < table.aliveSize; i++) {
            motion.predict(table.alive[i], periods);
        }
        select();
        match(seen, timeMicros, true);
        select();
        match(seen, timeMicros, false);
        boolean missed = age(timeMicros);
        begin(seen, timeMicros);
        if (missed) {
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

    private void select() {
        poolSize = 0;
        for (int i = 0; i < table.aliveSize; i++) {
            if (!matched[table.alive[i]]) {
                pool[poolSize++] = table.alive[i];
            }
        }
    }

    private void match(Detections seen, long time, boolean predicted) {
        if (poolSize == 0) {
            return;
        }
        assignment.begin(poolSize, boxes.size);
        for (int row = 0; row < poolSize; row++) {
            int slot = pool[row];
            assignment.row();
            if (predicted) {
                offerPredicted(slot, seen, time);
            } else {
                offerObserved(slot, seen);
            }
        }
        assignment.solve();
        for (int row = 0; row < poolSize; row++) {
            int column = assignment.columnOf(row);
            if (column != Assignment.NONE) {
                boxes.taken[column] = true;
                take(pool[row], column, seen, time);
            }
        }
    }

    private void offerPredicted(int slot, Detections seen, long time) {
        double left = motion.left[slot] / lines;
        double right = motion.right[slot] / lines;
        double top = motion.top[slot] / lines;
        double bottom = motion.bottom[slot] / lines;
        double least = settings.overlaps().first();
        double beyond = right - least * (right - left);
        int from = earlier(slot, time);
        for (int k = boxes.firstNear(left, right - left, least); k < boxes.size && boxes.left[k] <= beyond; k++) {
            double overlap = boxes.overlap(k, left, top, right, bottom, (right - left) * (bottom - top), least);
            if (overlap > 0) {
                double dx = x(k) - centreX[from];
                double dy = y(k) - centreY[from];
                double length = Math.sqrt(dx * dx + dy * dy) + STILL;
                double cosine = (dx * directionX[slot] + dy * directionY[slot]) / length;
                double angle = StrictMath.acos(Math.clamp(cosine, -1, 1));
                int i = boxes.index[k];
                double worth = overlap + INERTIA * (.5 - angle / Math.PI) * seen.score[i];
                assignment.offer(k, sameClass(slot, seen, i) ? worth : worth * settings.otherClassFactor());
            }
        }
    }

    private void offerObserved(int slot, Detections seen) {
        double width = observed[4 * slot + WIDTH] / lines;
        double height = observed[4 * slot + HEIGHT] / lines;
        double left = observed[4 * slot + X] / lines - width / 2;
        double top = observed[4 * slot + Y] / lines - height / 2;
        double least = settings.overlaps().first();
        double beyond = left + (1 - least) * width;
        for (int k = boxes.firstNear(left, width, least); k < boxes.size && boxes.left[k] <= beyond; k++) {
            if (!boxes.taken[k]) {
                double overlap = boxes.overlap(k, left, top, left + width, top + height, width * height, least);
                if (overlap > 0) {
                    boolean same = sameClass(slot, seen, boxes.index[k]);
                    assignment.offer(k, same ? overlap : overlap * settings.otherClassFactor());
                }
            }
        }
    }

    private boolean sameClass(int slot, Detections seen, int i) {
        return table.labelOf(slot) == seen.label[i];
    }

    private double x(int k) {
        return (boxes.left[k] + boxes.right[k]) / 2 * lines;
    }

    private double y(int k) {
        return (boxes.top[k] + boxes.bottom[k]) / 2 * lines;
    }

    /** The place in the rings of the oldest observation of the last three periods, or of the newest. */
    private int earlier(int slot, long time) {
        double reach = (DIRECTION_PERIODS + .5) * settings.nominalPeriodMicros();
        int count = observations[slot];
        for (int back = Math.min(count, RECENT); back > 1; back--) {
            int at = slot * RECENT + (count - back) % RECENT;
            if (time - seenAt[at] <= reach) {
                return at;
            }
        }
        return slot * RECENT + (count - 1) % RECENT;
    }

    private void take(int slot, int k, Detections seen, long time) {
        double x = x(k);
        double y = y(k);
        double width = (boxes.right[k] - boxes.left[k]) * lines;
        double height = (boxes.bottom[k] - boxes.top[k]) * lines;
        matched[slot] = true;
        if (table.state[slot] == TrackTable.LOST) {
            leadOver(slot, time, x, y, width, height);
            table.state[slot] = TrackTable.TRACKED;
        }
        motion.correct(slot, x, y, width, height);
        int from = earlier(slot, time);
        double dx = x - centreX[from];
        double dy = y - centreY[from];
        double length = Math.sqrt(dx * dx + dy * dy) + STILL;
        directionX[slot] = dx / length;
        directionY[slot] = dy / length;
        remember(slot, k, seen, time);
        if (table.state[slot] == TrackTable.TENTATIVE && table.hits[slot] >= settings.confirmHits()) {
            table.confirm(slot);
        }
    }

    /** As if it had been seen all the time on the straight line from the last observation to this one. */
    private void leadOver(int slot, long time, double x, double y, double width, double height) {
        motion.restore(slot);
        long since = table.lastSeen[slot];
        double gap = (double) (time - since) / settings.nominalPeriodMicros();
        double done = (double) (missedAt[slot] - since) / settings.nominalPeriodMicros();
        int steps = Math.clamp(Math.round(gap - done), 1, MOST_STEPS);
        double step = (gap - done) / steps;
        for (int i = 0; i <= steps; i++) {
            if (i > 0) {
                motion.predict(slot, step);
            }
            double share = (done + i * step) / gap;
            motion.correct(
                    slot,
                    between(slot, X, x, share),
                    between(slot, Y, y, share),
                    between(slot, WIDTH, width, share),
                    between(slot, HEIGHT, height, share));
        }
    }

    private double between(int slot, int part, double now, double share) {
        double before = observed[4 * slot + part];
        return before + share * (now - before);
    }

    private void remember(int slot, int k, Detections seen, long time) {
        observed[4 * slot + X] = x(k);
        observed[4 * slot + Y] = y(k);
        observed[4 * slot + WIDTH] = (boxes.right[k] - boxes.left[k]) * lines;
        observed[4 * slot + HEIGHT] = (boxes.bottom[k] - boxes.top[k]) * lines;
        int at = slot * RECENT + observations[slot] % RECENT;
        centreX[at] = x(k);
        centreY[at] = y(k);
        seenAt[at] = time;
        // the count stays small, and its position in the ring right
        observations[slot] = observations[slot] + 1 == 2 * RECENT ? RECENT : observations[slot] + 1;
        table.observe(slot, seen, boxes.index[k], time);
    }

    private boolean age(long time) {
        boolean any = false;
        for (int i = 0; i < table.aliveSize; i++) {
            int slot = table.alive[i];
            dead[slot] = false;
            if (matched[slot]) {
                continue;
            }
            any = true;
            if (table.state[slot] == TrackTable.TENTATIVE || Double.isNaN(motion.left[slot])) {
                dead[slot] = true;
            } else {
                if (table.state[slot] == TrackTable.TRACKED) {
                    motion.keep(slot);
                    missedAt[slot] = time;
                }
                table.state[slot] = TrackTable.LOST;
                dead[slot] = time - table.lastSeen[slot] > settings.lostAfterMicros();
            }
        }
        return any;
    }

    private void begin(Detections seen, long time) {
        for (int k = 0; k < boxes.size; k++) {
            if (!boxes.taken[k] && seen.score[boxes.index[k]] >= settings.newScore()) {
                int slot = table.add(time);
                if (slot < 0) {
                    refused++;
                    continue;
                }
                dead[slot] = false;
                observations[slot] = 0;
                directionX[slot] = 0;
                directionY[slot] = 0;
                motion.begin(
                        slot,
                        x(k),
                        y(k),
                        (boxes.right[k] - boxes.left[k]) * lines,
                        (boxes.bottom[k] - boxes.top[k]) * lines);
                remember(slot, k, seen, time);
                if (settings.confirmHits() == 1 || (first && settings.confirmFirstFrame())) {
                    table.confirm(slot);
                }
            }
        }
    }
}
