package io.aegisvision.dataplane.bench.tracking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Objects on 1920 x 1080 that walk straight on and are detected with noise: 4 % missed, 15 % with a low score, 2 % false
 * alarms. Who leaves the picture is followed by another one, so that there are always as many.
 *
 * @param truth the objects, the box as it is
 * @param detections in no order, id -1
 * @param frames their number
 */
record GeneratedScene(List<Box> truth, List<Box> detections, int frames) {
    static final int WIDTH = 1920;
    static final int HEIGHT = 1080;
    static final int FRAMES_PER_SECOND = 30;
    private static final double MISSED = .04;
    private static final double LOW = .15;
    private static final double FALSE = .02;
    /** Deviation of an edge, in heights of the box. */
    private static final double NOISE = .02;
    /** Share of a height that an object may go in a frame. */
    private static final double FASTEST = .05;

    private static final class Walker {
        private final long id;
        private final double width;
        private final double height;
        private final double dx;
        private final double dy;
        private double x;
        private double y;

        Walker(long id, Random random) {
            this.id = id;
            height = 60 + 180 * random.nextDouble();
            width = height * (.35 + .2 * random.nextDouble());
            double angle = 2 * Math.PI * random.nextDouble();
            double speed = FASTEST * height * random.nextDouble();
            dx = speed * Math.cos(angle);
            dy = speed * Math.sin(angle) / 2;
            x = WIDTH * random.nextDouble();
            y = HEIGHT * random.nextDouble();
        }

        boolean step() {
            x += dx;
            y += dy;
            return x > -width / 2 && x < WIDTH + width / 2 && y > -height / 2 && y < HEIGHT + height / 2;
        }

        Box box(int frame) {
            return new Box(frame, id, x - width / 2, y - height / 2, width, height, 1);
        }
    }

    static GeneratedScene of(int objects, int frames, long seed) {
        Random random = new Random(seed);
        List<Walker> walkers = new ArrayList<>();
        long ids = 0;
        List<Box> truth = new ArrayList<>();
        List<Box> detections = new ArrayList<>();
        for (int frame = 1; frame <= frames; frame++) {
            walkers.removeIf(walker -> !walker.step());
            while (walkers.size() < objects) {
                walkers.add(new Walker(++ids, random));
            }
            List<Box> seen = new ArrayList<>();
            for (Walker walker : walkers) {
                Box box = walker.box(frame);
                truth.add(box);
                if (random.nextDouble() >= MISSED) {
                    seen.add(detected(box, random));
                }
                if (random.nextDouble() < FALSE) {
                    seen.add(detected(new Walker(0, random).box(frame), random));
                }
            }
            // as a detector lists them, by score
            seen.sort(Comparator.comparingDouble(Box::score).reversed());
            detections.addAll(seen);
        }
        return new GeneratedScene(truth, detections, frames);
    }

    private static Box detected(Box box, Random random) {
        double noise = NOISE * box.height();
        boolean low = random.nextDouble() < LOW;
        double score = low ? .15 + .35 * random.nextDouble() : .7 + .29 * random.nextDouble();
        return new Box(
                box.frame(),
                -1,
                box.left() + noise * random.nextGaussian(),
                box.top() + noise * random.nextGaussian(),
                Math.max(8, box.width() + noise * random.nextGaussian()),
                Math.max(8, box.height() + noise * random.nextGaussian()),
                score);
    }
}
