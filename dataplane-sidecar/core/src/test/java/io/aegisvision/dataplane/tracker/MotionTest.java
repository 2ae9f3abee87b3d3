package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MotionTest {
    private static final double NEAR = 1e-9;

    private final Detections seen = new Detections(1);

    private void detect(double x, double y, double width, double height) {
        seen.clear();
        seen.add(
                (float) (x - width / 2),
                (float) (y - height / 2),
                (float) (x + width / 2),
                (float) (y + height / 2),
                1,
                0);
    }

    /** Two columns with one covariance and two without, against the paper's matrices of eight by eight. */
    @Property(tries = 50)
    void sameAsTheFilterOfEightStates(@ForAll int seed) {
        Random random = new Random(seed);
        Motion motion = new Motion(2, 1, 0);
        detect(.5, .5, .1, .3);
        motion.begin(1, seen, 0);
        DenseFilter dense = new DenseFilter(measured());
        for (int frame = 0; frame < 40; frame++) {
            boolean lost = random.nextInt(4) == 0;
            motion.predict(1, 1, lost);
            motion.box(1);
            dense.predict(lost);
            if (!lost) {
                detect(.5 + .01 * frame, .5 + .01 * random.nextGaussian(), .1, .3 + .02 * random.nextGaussian());
                motion.correct(1, seen, 0);
                dense.correct(measured());
            }
            double[] box = dense.box();
            assertThat(motion.left[1]).isCloseTo(box[0], within(NEAR));
            assertThat(motion.top[1]).isCloseTo(box[1], within(NEAR));
            assertThat(motion.right[1]).isCloseTo(box[2], within(NEAR));
            assertThat(motion.bottom[1]).isCloseTo(box[3], within(NEAR));
        }
    }

    /** Where the noise does not change with the height, periods in one step are as many steps of one. */
    @Property(tries = 50)
    void periodsCompose(@ForAll int seed) {
        Random random = new Random(seed);
        int periods = 2 + random.nextInt(20);
        Motion motion = new Motion(2, 1, 0);
        for (int slot = 0; slot < 2; slot++) {
            detect(.2, .2, .1, .2);
            motion.begin(slot, seen, 0);
            motion.predict(slot, 1, true);
            detect(.22, .21, .1, .2);
            motion.correct(slot, seen, 0);
        }
        // lost: the height stays, and with it the noise
        motion.predict(0, periods, true);
        for (int i = 0; i < periods; i++) {
            motion.predict(1, 1, true);
        }
        detect(.3 + .1 * random.nextDouble(), .3, .11, .2);
        for (int slot = 0; slot < 2; slot++) {
            motion.correct(slot, seen, 0);
        }
        assertThat(motion.left[0]).isCloseTo(motion.left[1], within(NEAR));
        assertThat(motion.top[0]).isCloseTo(motion.top[1], within(NEAR));
        assertThat(motion.right[0]).isCloseTo(motion.right[1], within(NEAR));
        assertThat(motion.bottom[0]).isCloseTo(motion.bottom[1], within(NEAR));
    }

    private double[] measured() {
        double width = (double) seen.x2[0] - seen.x1[0];
        double height = (double) seen.y2[0] - seen.y1[0];
        return new double[] {
            ((double) seen.x1[0] + seen.x2[0]) / 2, ((double) seen.y1[0] + seen.y2[0]) / 2, width / height, height
        };
    }
}
