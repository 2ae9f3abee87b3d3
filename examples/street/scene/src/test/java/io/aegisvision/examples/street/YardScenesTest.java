package io.aegisvision.examples.street;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class YardScenesTest {
    private static final long SEED = 1_000_017;

    @Test
    void theSameSeedGivesTheSameBytesAndTruth() {
        SceneRenderer.Frame first = new SceneRenderer().render(YardScenes.of(SEED, 0), 1.0, 5);
        SceneRenderer used = new SceneRenderer();
        used.render(YardScenes.of(SEED + 1, 0), 2.0, 6);
        SceneRenderer.Frame again = used.render(YardScenes.of(SEED, 0), 1.0, 5);

        assertThat(again.rgb()).isEqualTo(first.rgb());
        assertThat(FramesCommand.encode(again.truth())).isEqualTo(FramesCommand.encode(first.truth()));
    }

    @Test
    void anotherSeedGivesAnotherPicture() {
        SceneRenderer renderer = new SceneRenderer();
        byte[] one = renderer.render(YardScenes.of(SEED, 0), 1.0, 5).rgb();
        byte[] other = renderer.render(YardScenes.of(SEED + 8, 0), 1.0, 5).rgb();

        assertThat(Arrays.mismatch(one, other)).isNotNegative();
    }

    @Test
    void truthIsWellFormed() {
        SceneRenderer renderer = new SceneRenderer();
        int objects = 0;
        for (long seed = SEED; seed < SEED + 20; seed++) {
            for (TruthBox box : renderer.render(YardScenes.of(seed, 0), 1.0, 0).truth()) {
                double[] sides = box.boxInFrame();
                assertThat(box.visible()).isBetween(0.0, 1.0);
                assertThat(sides[2]).isGreaterThan(sides[0]);
                assertThat(sides[3]).isGreaterThan(sides[1]);
                objects++;
            }
        }
        assertThat(objects).isGreaterThan(60);
    }

    @Test
    void theTruthAloneEqualsTheTruthOfTheDrawing() {
        SceneRenderer renderer = new SceneRenderer();
        Scene scene = YardScenes.of(SEED, 0);

        byte[] drawn = FramesCommand.encode(renderer.render(scene, 0.4, 1).truth());

        assertThat(FramesCommand.encode(renderer.truth(scene, 0.4))).isEqualTo(drawn);
    }

    @Test
    void theVisibleShareFallsWhereSomethingStandsInFront() {
        View view = new View(50, 6, 520);
        SeededRandom random = new SeededRandom(3);
        double z = view.depthOfRow(300);
        Scene.Actor back = still(1, PersonFigure.random(random), 0, z);
        Scene.Actor front = new Scene.Actor(2, Label.CAR, Vehicles.car(random), path(0, view.depthOfRow(330)));
        float[] plain = new float[Canvas.WIDTH * Canvas.HEIGHT * 3];
        Lighting light = Lighting.daylight(random, 60);
        SceneRenderer renderer = new SceneRenderer();

        double alone = visible(renderer, new Scene(view, plain, light, java.util.List.of(back), java.util.List.of()));
        double hidden =
                visible(renderer, new Scene(view, plain, light, java.util.List.of(back, front), java.util.List.of()));

        assertThat(alone).isEqualTo(1.0);
        assertThat(hidden).isLessThan(0.7);
    }

    @Test
    void theBoxHoldsThePerson() {
        View view = new View(50, 6, 520);
        double z = view.depthOfRow(300);
        Scene.Actor actor = still(1, PersonFigure.random(new SeededRandom(3)), 0, z);
        float[] plain = new float[Canvas.WIDTH * Canvas.HEIGHT * 3];
        Scene scene = new Scene(
                view, plain, Lighting.daylight(new SeededRandom(1), 60), java.util.List.of(actor), java.util.List.of());

        TruthBox box = new SceneRenderer().render(scene, 1, 0).truth().getFirst();

        assertThat(box.box()[3]).isBetween(299.0, 301.5);
        assertThat(box.box()[3] - box.box()[1]).isBetween(1.45 * view.scale(z), 2.0 * view.scale(z));
        assertThat((box.box()[0] + box.box()[2]) / 2).isBetween(314.0, 326.0);
    }

    private static double visible(SceneRenderer renderer, Scene scene) {
        return renderer.render(scene, 1, 0).truth().getFirst().visible();
    }

    private static Scene.Actor still(int id, Figure figure, double x, double z) {
        return new Scene.Actor(id, Label.PERSON, figure, path(x, z));
    }

    private static Path path(double x, double z) {
        return Path.straight(0, 10, new double[] {x, z}, new double[] {x, z});
    }
}
