package io.aegisvision.examples.street;

import io.aegisvision.examples.street.Scene.Actor;
import java.util.ArrayList;
import java.util.List;

/**
 * The street in front of a camera of the example: a loop that can be counted exactly. People and vehicles never overlap
 * on the display, nobody is in the frame at the seam, and stays are clearly longer or shorter than the rules' durations.
 * Each half minute people stand in the dock while vehicles and walkers pass the gate; every second group is a crowd.
 */
final class StreetDemo {
    private static final double BLOCK_SECONDS = 30;
    private static final double QUIET_START = 0.4;
    private static final double QUIET_END = 1.8;
    private static final double NEAR_LANE_Y = 204;
    private static final double FAR_LANE_Y = 183;
    private static final double WALK_Y = 349;
    private static final double CLEAR_PX = 10;
    private static final double OUTSIDE_PX = 110;
    private static final int TRIES = 600;

    private final View view;
    private final SeededRandom random;
    private final double seconds;
    private final List<Actor> actors = new ArrayList<>();

    private StreetDemo(View view, SeededRandom random, double seconds) {
        this.view = view;
        this.random = random;
        this.seconds = seconds;
    }

    /**
     * A loop of so many seconds (30 or more).
     *
     * @param attempt another arrangement of the same street, for callers that check the result and try again
     */
    static Scene of(long seed, double seconds, int attempt) {
        if (seconds < BLOCK_SECONDS) {
            throw new IllegalArgumentException("a loop is at least 30 seconds long, not " + seconds);
        }
        SeededRandom random = new SeededRandom(seed);
        SeededRandom site = random.fork(1);
        View view = new View(site.between(50, 58), site.between(5.8, 6.4), 520);
        StreetDemo demo = new StreetDemo(view, random.fork(100 + attempt), seconds);
        demo.populate();
        double roadFrom = view.depthOfRow(NEAR_LANE_Y + 9);
        double roadTo = view.depthOfRow(FAR_LANE_Y - 9);
        return new Scene(
                view,
                Backdrop.drawWithRoad(view, random.fork(2), roadFrom, roadTo),
                Lighting.daylight(random.fork(3), seconds),
                demo.actors,
                List.of());
    }

    private void populate() {
        int blocks = (int) (seconds / BLOCK_SECONDS);
        for (int block = 0; block < blocks; block++) {
            double start = Math.max(QUIET_START, block * BLOCK_SECONDS);
            double end = Math.min(seconds - QUIET_END, (block + 1) * BLOCK_SECONDS);
            visitors(start, end, block % 2 == 0 ? 3 : 2);
            for (int n = 0; n < 3; n++) {
                insert(n == 1 ? Label.FORKLIFT : Label.CAR, start, end);
            }
            insert(Label.PERSON, start, end);
            insert(Label.PERSON, start, end);
        }
    }

    /** People who come to the dock one after another, stand there together, and leave one after another. */
    private void visitors(double start, double end, int count) {
        double[] spots = count == 3 ? new double[] {164, 226, 288} : new double[] {185, 265};
        List<Integer> order = new ArrayList<>();
        for (int spot = 0; spot < count; spot++) {
            order.add(random.below(order.size() + 1), spot);
        }
        for (int rank = 0; rank < count; rank++) {
            int spot = order.get(rank);
            for (int attempt = 0; attempt < TRIES; attempt++) {
                double spotX = spots[spot] + random.between(-8, 8);
                double z = view.depthOfRow(random.between(288, 310));
                double arrive = start + 5 + rank * 1.5 + random.between(0, 2);
                double leave = arrive + random.between(9, 12) + rank * 0.8;
                double speed = random.between(1.25, 1.6);
                double fromX = random.chance(0.5) ? -60 : Canvas.WIDTH + 60;
                double toX = random.chance(0.5) ? -60 : Canvas.WIDTH + 60;
                double stand = view.lateral(spotX, z);
                double from = view.lateral(fromX, z);
                double to = view.lateral(toX, z);
                double[] times = {
                    arrive - Math.abs(stand - from) / speed, arrive, leave, leave + Math.abs(to - stand) / speed
                };
                Path path = new Path(times, new double[] {from, stand, stand, to}, new double[] {z, z, z, z});
                if (times[0] >= start && times[3] <= end && addIfClear(Label.PERSON, person(), path)) {
                    break;
                }
            }
        }
    }

    /** Someone or something that passes through the whole picture. */
    private void insert(Label label, double start, double end) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            boolean rightwards = random.chance(0.5);
            double row = label == Label.PERSON ? WALK_Y : rightwards ? NEAR_LANE_Y : FAR_LANE_Y;
            double z = view.depthOfRow(row);
            double speed =
                    switch (label) {
                        case PERSON -> random.between(1.3, 1.8);
                        case CAR -> random.between(4.5, 7);
                        case FORKLIFT -> random.between(3.2, 4.5);
                    };
            double left = view.lateral(-OUTSIDE_PX, z);
            double right = view.lateral(Canvas.WIDTH + OUTSIDE_PX, z);
            double duration = (right - left) / speed;
            double enter = random.between(start, end - duration);
            Path path =
                    Path.straight(enter, enter + duration, new double[] {rightwards ? left : right, z}, new double[] {
                        rightwards ? right : left, z
                    });
            Figure figure =
                    switch (label) {
                        case PERSON -> person();
                        case CAR -> Vehicles.car(random);
                        case FORKLIFT -> Vehicles.forklift(random);
                    };
            if (enter >= start && addIfClear(label, figure, path)) {
                return;
            }
        }
    }

    private PersonFigure person() {
        return PersonFigure.random(random);
    }

    private boolean addIfClear(Label label, Figure figure, Path path) {
        Actor actor = new Actor(actors.size() + 1, label, figure, path);
        double last = path.times()[path.times().length - 1];
        for (double at = path.times()[0]; at < last; at += 0.1) {
            double[] mine = roughBox(actor, at);
            for (Actor other : actors) {
                if (other.path().existsAt(at) && near(mine, roughBox(other, at))) {
                    return false;
                }
            }
        }
        actors.add(actor);
        return true;
    }

    private double[] roughBox(Actor actor, double at) {
        Pose pose = actor.path().at(at);
        double scale = view.scale(pose.z());
        double x = view.imageX(pose.x(), pose.z());
        double y = view.imageY(0, pose.z());
        double half =
                switch (actor.label()) {
                    case PERSON -> 0.4 * scale;
                    case CAR -> 2.5 * scale;
                    case FORKLIFT -> 2.2 * scale;
                };
        double height =
                switch (actor.label()) {
                    case PERSON -> 1.95 * scale;
                    case CAR -> 2.3 * scale;
                    case FORKLIFT -> 3.2 * scale;
                };
        return new double[] {x - half, y - height, x + half, y};
    }

    private static boolean near(double[] a, double[] b) {
        return a[0] - CLEAR_PX < b[2] && b[0] - CLEAR_PX < a[2] && a[1] < b[3] && b[1] < a[3];
    }
}
