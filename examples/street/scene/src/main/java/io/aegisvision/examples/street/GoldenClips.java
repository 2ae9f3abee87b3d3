package io.aegisvision.examples.street;

import java.util.ArrayList;
import java.util.List;

/** Which scenes are golden clips: crowded ones on eight sites of their own, so many of each. */
final class GoldenClips {
    static final int FRAMES = 8;
    static final int FRAMES_PER_SECOND = 10;
    /** A clip with fewer boxes scores too coarsely to be evidence. */
    static final int LEAST_BOXES = 16;

    private static final long GOLDEN_SITES = 7_000_000L;
    private static final long SEEDS_PER_SET = 200_000L;
    private static final int CANDIDATES = 50;
    private static final double START_SECONDS = 1.6;

    private GoldenClips() {}

    /** A clip's frames and the truth of each. */
    record Footage(long seed, List<byte[]> frames, List<List<TruthBox>> truth) {}

    /** The clip of a set at an index; its site is the index's remainder by eight. */
    static Footage shoot(long set, int index, SceneRenderer renderer) {
        for (int candidate = 0; candidate < CANDIDATES; candidate++) {
            long offset = ((long) index / YardScenes.SITES * CANDIDATES + candidate) * YardScenes.SITES
                    + index % YardScenes.SITES;
            long seed = SeedRanges.GOLDEN.require(SeedRanges.GOLDEN.first() + set * SEEDS_PER_SET + offset);
            Scene scene = YardScenes.of(seed, GOLDEN_SITES);
            if (boxes(scene, renderer) >= LEAST_BOXES) {
                return film(seed, scene, renderer);
            }
        }
        throw new IllegalStateException("no scene with enough objects for clip " + index + " of set " + set);
    }

    private static int boxes(Scene scene, SceneRenderer renderer) {
        int boxes = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            boxes += (int) renderer.truth(scene, at(frame)).stream()
                    .filter(TruthBox::counts)
                    .count();
        }
        return boxes;
    }

    private static Footage film(long seed, Scene scene, SceneRenderer renderer) {
        List<byte[]> frames = new ArrayList<>();
        List<List<TruthBox>> truth = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            SceneRenderer.Frame drawn = renderer.render(scene, at(frame), (int) (seed * 31 + frame));
            frames.add(drawn.rgb());
            truth.add(drawn.truth());
        }
        return new Footage(seed, frames, truth);
    }

    private static double at(int frame) {
        return START_SECONDS + frame / (double) FRAMES_PER_SECOND;
    }
}
