package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Sampling;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A grey yard at ten frames a second, with noise, and what happens in it. */
class MotionGateTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final long FRAME = 100_000;
    private static final Sampling.Motion SETTINGS = new Sampling.Motion(3, 2, 500_000, 1_000_000);

    private final MotionGate gate = new MotionGate(SETTINGS);
    private final Random noise = new Random(7);
    private long time = 1_000_000;
    private long lost;

    /** One more frame: an object of 24 x 60 pixels at a place, on a yard of a brightness. */
    private boolean opens(int objectX, int brightness) {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            boolean object = x >= objectX && x < objectX + 24 && y >= 200 && y < 260;
            int value = (object ? 30 : brightness) + noise.nextInt(9) - 4;
            rgb[3 * i] = (byte) value;
            rgb[3 * i + 1] = (byte) value;
            rgb[3 * i + 2] = (byte) value;
        }
        time += FRAME;
        try (Picture picture = Picture.ofRgb(new RgbImage(WIDTH, HEIGHT, rgb))) {
            return gate.opens(picture, time, lost);
        }
    }

    private int opened(int frames) {
        int opened = 0;
        for (int i = 0; i < frames; i++) {
            opened += opens(300, 120) ? 1 : 0;
        }
        return opened;
    }

    @Test
    void aStillYardIsLookedAtForAWhileAndThenNowAndThen() {
        assertThat(opened(6)).as("the first frame and what is held after it").isEqualTo(6);
        assertThat(opened(100)).as("once a second").isEqualTo(10);
    }

    @Test
    void whatMovesIsSeenAtOnceAndForAWhileAfter() {
        opened(30);
        for (int i = 1; i <= 20; i++) {
            assertThat(opens(300 + 6 * i, 120)).as("step %d", i).isTrue();
        }
        int after = 0;
        for (int i = 0; i < 5; i++) {
            after += opens(420, 120) ? 1 : 0;
        }
        assertThat(after).isEqualTo(5);
    }

    /** A pixel a frame is no motion from one frame to the next; it adds up against the newest detected one. */
    @Test
    void slowMotionAddsUp() {
        opened(30);
        MotionGate seldom = new MotionGate(new Sampling.Motion(3, 2, 0, 3_600_000_000L));
        int looked = 0;
        for (int i = 0; i < 60; i++) {
            byte[] rgb = new byte[WIDTH * HEIGHT * 3];
            java.util.Arrays.fill(rgb, (byte) 120);
            for (int y = 200; y < 260; y++) {
                java.util.Arrays.fill(rgb, (y * WIDTH + 300 + i) * 3, (y * WIDTH + 324 + i) * 3, (byte) 30);
            }
            try (Picture picture = Picture.ofRgb(new RgbImage(WIDTH, HEIGHT, rgb))) {
                looked += seldom.opens(picture, i * FRAME, 0) ? 1 : 0;
            }
        }
        assertThat(looked)
                .as("not at each frame, and often enough to follow it")
                .isBetween(6, 50);
    }

    @Test
    void aCloudIsNoMotion() {
        opened(30);
        int looked = 0;
        for (int i = 0; i < 50; i++) {
            looked += opens(300, 120 + i) ? 1 : 0;
        }
        assertThat(looked)
                .as("the object's own cells do not grow brighter: once they differ it is looked at")
                .isLessThan(26);
    }

    @Test
    void afterALostFrameTheNextIsLookedAt() {
        opened(30);
        while (opens(300, 120)) {
            // on to one that is not looked at
        }
        lost = 1;
        assertThat(opens(300, 120)).isTrue();
        assertThat(opens(300, 120)).isFalse();
    }
}
