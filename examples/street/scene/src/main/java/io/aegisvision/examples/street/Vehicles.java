package io.aegisvision.examples.street;

import io.aegisvision.examples.street.SolidFigure.Block;
import io.aegisvision.examples.street.SolidFigure.Wheel;
import java.util.ArrayList;
import java.util.List;

/** Designs of cars and forklifts: every measure and colour varies, the classes differ in shape only. */
final class Vehicles {
    private static final Paint DARK = Paint.of(38, 40, 44, 0.08);

    private Vehicles() {}

    /** A saloon, estate, van or pick-up. */
    static SolidFigure car(SeededRandom random) {
        double half = random.between(1.9, 2.4);
        double side = random.between(0.82, 0.94);
        double belt = random.between(0.78, 0.95);
        double roof = random.between(1.4, 1.62);
        Paint body = Paint.any(random);
        Paint glass = Paint.of(
                random.between(30, 110), random.between(40, 120), random.between(50, 135), random.between(0.05, 0.15));
        double cabinBack = -half * 0.75;
        double cabinFront = half * 0.45;
        double kind = random.unit();
        if (kind < 0.2) {
            roof = random.between(1.85, 2.2);
            cabinBack = -half * 0.98;
            cabinFront = half * 0.75;
        } else if (kind < 0.35) {
            cabinBack = -half * 0.15;
        } else if (kind < 0.6) {
            cabinBack = -half * 0.95;
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.box(range(-half * 0.97, half * 0.97), range(-side, side), range(0.2, 0.42), DARK));
        blocks.add(new Block(
                new double[] {-half, half, -side, side, 0.36},
                new double[] {-half * 0.97, half * 0.93, -side * 0.97, side * 0.97, belt},
                body,
                body));
        blocks.add(new Block(
                new double[] {cabinBack, cabinFront, -side * 0.95, side * 0.95, belt},
                new double[] {cabinBack * 0.9, cabinFront * 0.5, -side * 0.8, side * 0.8, roof},
                kind < 0.2 && random.chance(0.6) ? body.lit(0.95) : glass,
                body));
        lamps(blocks, half, side, belt);
        double radius = random.between(0.3, 0.36);
        return new SolidFigure(blocks, wheels(half * 0.62, -half * 0.6, side, radius), new double[] {half, side});
    }

    private static void lamps(List<Block> blocks, double half, double side, double belt) {
        Paint white = Paint.of(235, 235, 220, 0.02);
        Paint red = Paint.of(170, 30, 28, 0.02);
        for (int hand = -1; hand <= 1; hand += 2) {
            double[] v = hand < 0 ? range(-side * 0.95, -side * 0.6) : range(side * 0.6, side * 0.95);
            blocks.add(Block.box(range(half * 0.98, half * 1.01), v, range(belt - 0.28, belt - 0.12), white));
            blocks.add(Block.box(range(-half * 1.01, -half * 0.98), v, range(belt - 0.28, belt - 0.12), red));
        }
    }

    /** A counterbalance truck: chassis, guard, driver, mast, forks, and often a load. */
    static SolidFigure forklift(SeededRandom random) {
        double size = random.between(0.92, 1.15);
        double side = 0.55 * size;
        Paint body = Paint.any(random);
        Paint steel = Paint.any(random).lit(0.7);
        double guard = random.between(1.95, 2.2) * size;
        double mast = random.between(2.05, 2.9) * size;
        double lift = random.between(0.08, 0.8);
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.box(range(-0.9 * size, 0.6 * size), range(-side, side), range(0.16, 0.75 * size), body));
        blocks.add(Block.box(
                range(-1.15 * size, -0.7 * size),
                range(-side, side),
                range(0.25, 1.02 * size),
                random.chance(0.5) ? DARK : body.lit(0.85)));
        driver(blocks, size, random);
        for (int hand = -1; hand <= 1; hand += 2) {
            double v = hand * side * 0.9;
            for (double u : new double[] {-0.8 * size, 0.35 * size}) {
                blocks.add(Block.box(
                        range(u - 0.04, u + 0.04), range(v - 0.04, v + 0.04), range(0.75 * size, guard), steel));
            }
            double rail = hand * 0.36 * size;
            blocks.add(Block.box(
                    range(0.66 * size, 0.8 * size), range(rail - 0.06, rail + 0.06), range(0.08, mast), steel));
            blocks.add(Block.box(
                    range(0.8 * size, 1.85 * size), range(rail - 0.07, rail + 0.07), range(lift, lift + 0.08), DARK));
        }
        blocks.add(Block.box(
                range(-0.86 * size, 0.42 * size), range(-side, side), range(guard, guard + 0.1), body.lit(0.8)));
        blocks.add(Block.box(
                range(0.68 * size, 0.8 * size), range(-0.4 * size, 0.4 * size), range(mast - 0.12, mast), steel));
        blocks.add(Block.box(
                range(0.8 * size, 0.88 * size),
                range(-0.45 * size, 0.45 * size),
                range(lift, lift + random.between(0.45, 0.9)),
                steel.lit(0.8)));
        if (random.chance(0.45)) {
            blocks.add(Block.box(
                    range(0.9 * size, 1.8 * size),
                    range(-0.5 * size, 0.5 * size),
                    range(lift + 0.08, lift + random.between(0.4, 1.1)),
                    Paint.any(random).striped(random.between(3, 8), random.between(0.6, 0.9))));
        }
        return new SolidFigure(
                blocks, wheels(0.4 * size, -0.75 * size, side, 0.27 * size), new double[] {1.5 * size, side});
    }

    private static void driver(List<Block> blocks, double size, SeededRandom random) {
        Paint shirt = Paint.any(random);
        Paint head = Paint.of(190, 140, 108, 0.05);
        blocks.add(
                Block.box(range(-0.5 * size, -0.18 * size), range(-0.24, 0.24), range(0.75 * size, 1.4 * size), shirt));
        blocks.add(
                Block.box(range(-0.44 * size, -0.22 * size), range(-0.11, 0.11), range(1.4 * size, 1.66 * size), head));
    }

    private static List<Wheel> wheels(double front, double back, double side, double radius) {
        return List.of(
                new Wheel(front, -side, radius),
                new Wheel(back, -side, radius),
                new Wheel(front, side, radius),
                new Wheel(back, side, radius));
    }

    private static double[] range(double from, double to) {
        return new double[] {from, to};
    }
}
