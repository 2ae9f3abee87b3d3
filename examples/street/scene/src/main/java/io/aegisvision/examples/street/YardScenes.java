package io.aegisvision.examples.street;

import io.aegisvision.examples.street.Scene.Actor;
import io.aegisvision.examples.street.Scene.Prop;
import java.util.ArrayList;
import java.util.List;

/**
 * Crowded random scenes for training and for the golden clips: eight sites (the seed's remainder), each a camera of its
 * own with its height, light and weather, and a few seconds of people and vehicles that hide one another.
 */
final class YardScenes {
    /** Number of sites; the golden clips' {@code source} groups. */
    static final int SITES = 8;

    private static final double PERIOD_SECONDS = 9;

    private YardScenes() {}

    /** The site a seed belongs to. */
    static int site(long seed) {
        return (int) Math.floorMod(seed, (long) SITES);
    }

    /** A scene; {@code sites} is the base that tells training sites from golden ones. */
    static Scene of(long seed, long sites) {
        SeededRandom site = new SeededRandom(sites + site(seed));
        SeededRandom random = new SeededRandom(seed);
        boolean roaming = sites == 0;
        View view = view(roaming ? random.fork(1) : site.fork(1), random);
        SeededRandom light = roaming ? random.fork(2) : site.fork(2);
        List<Actor> actors = actors(view, random.fork(3));
        List<Prop> props = props(view, random.fork(4));
        return new Scene(
                view,
                Backdrop.draw(view, random.fork(5)),
                Lighting.random(light, random.fork(6), PERIOD_SECONDS),
                actors,
                props);
    }

    private static View view(SeededRandom site, SeededRandom random) {
        return new View(site.between(15, 85) + random.between(-6, 6), site.between(3.6, 6.5), site.between(430, 620));
    }

    private static List<Actor> actors(View view, SeededRandom random) {
        int wanted = 3 + random.below(7);
        List<Actor> actors = new ArrayList<>();
        double[] anchor = null;
        for (int attempt = 0; attempt < wanted * 6 && actors.size() < wanted; attempt++) {
            double kind = random.unit();
            Label label = kind < 0.44 ? Label.PERSON : kind < 0.72 ? Label.CAR : Label.FORKLIFT;
            Figure figure =
                    switch (label) {
                        case PERSON -> PersonFigure.random(random);
                        case CAR -> Vehicles.car(random);
                        case FORKLIFT -> Vehicles.forklift(random);
                    };
            double nearest = label == Label.CAR ? 225 : 180;
            double z = view.depthOfRow(random.between(Math.max(120, view.horizonY() + 60), 356));
            z = Math.max(z, view.depthOfRow(nearest + random.between(0, 170)));
            double x = view.lateral(random.between(-20, Canvas.WIDTH + 20), z);
            if (label == Label.PERSON && anchor != null && random.chance(0.35)) {
                x = anchor[0] + random.between(-1.6, 1.6);
                z = anchor[1] + random.between(-0.8, 0.8);
            }
            Actor actor = new Actor(actors.size() + 1, label, figure, path(label, x, z, random));
            if (apart(actor, actors)) {
                actors.add(actor);
                anchor = label == Label.PERSON ? new double[] {x, z} : anchor;
            }
        }
        return actors;
    }

    private static Path path(Label label, double x, double z, SeededRandom random) {
        double speed = label == Label.PERSON ? random.between(0.8, 1.8) : random.between(1.2, 7);
        if (random.chance(label == Label.PERSON ? 0.3 : 0.35)) {
            speed = 0.01;
        }
        double heading;
        if (label == Label.PERSON || random.chance(0.45)) {
            heading = random.between(0, 2 * Math.PI);
        } else {
            heading = (random.chance(0.5) ? 0 : Math.PI) + random.between(-0.12, 0.12);
        }
        double dx = StrictMath.cos(heading) * speed;
        double dz = StrictMath.sin(heading) * Math.min(speed, 1.5);
        // The place is reached in the middle of the four seconds that a scene lasts; slow ones keep their heading.
        return Path.straight(
                -0.1, 4.1, new double[] {x - 2 * dx, z - 2 * dz}, new double[] {x + 2.1 * dx, z + 2.1 * dz});
    }

    private static boolean apart(Actor actor, List<Actor> others) {
        for (double seconds = 0; seconds <= 4; seconds += 0.5) {
            Pose mine = actor.path().at(seconds);
            if (mine.z() < 5.5) {
                return false;
            }
            for (Actor other : others) {
                Pose theirs = other.path().at(seconds);
                double least = reach(actor) + reach(other);
                double dx = mine.x() - theirs.x();
                double dz = (mine.z() - theirs.z()) * 1.3;
                if (dx * dx + dz * dz < least * least) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double reach(Actor actor) {
        return actor.label() == Label.PERSON ? 0.25 : 1.3;
    }

    private static List<Prop> props(View view, SeededRandom random) {
        int count = random.below(8);
        List<Prop> props = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double z = view.depthOfRow(random.between(Math.max(130, view.horizonY() + 60), 358));
            double x = view.lateral(random.between(0, Canvas.WIDTH), z);
            props.add(new Prop(ClutterFigure.random(random), x, z));
        }
        return props;
    }
}
