package io.aegisvision.examples.street;

/**
 * A walking or standing person, drawn as jointed limbs.
 *
 * @param heightM 1.5 to 2
 * @param build width relative to the mean
 * @param bag 0 none, 1 a backpack
 */
record PersonFigure(double heightM, double build, Paint shirt, Paint trousers, Paint skin, Paint cap, int bag)
        implements Figure {
    private static final double[][] SKINS = {{224, 182, 150}, {196, 144, 108}, {141, 94, 66}, {88, 60, 44}};

    static PersonFigure random(SeededRandom random) {
        double[] skin = SKINS[random.below(SKINS.length)];
        Paint shirt = Paint.any(random);
        if (random.chance(0.3)) {
            shirt = shirt.striped(random.between(2, 7), random.between(0.55, 1.5));
        }
        return new PersonFigure(
                random.between(1.55, 1.92),
                random.between(0.85, 1.25),
                shirt,
                Paint.any(random),
                Paint.of(skin[0], skin[1], skin[2], 0.05),
                Paint.any(random),
                random.chance(0.3) ? 1 : 0);
    }

    @Override
    public double[] footprint() {
        return new double[] {0.28, 0.25};
    }

    @Override
    public void draw(Canvas canvas, View view, Pose pose, Light light) {
        double unit = view.scale(pose.z()) * heightM;
        double sideways = StrictMath.cos(pose.heading());
        double sway = pose.moving() ? 0 : 0.012 * unit * StrictMath.sin(light.seconds() * 1.9 + heightM * 40);
        double x = view.imageX(pose.x(), pose.z());
        double ground = view.imageY(0, pose.z());
        double swing = pose.moving() ? StrictMath.sin(pose.gait()) : 0.18;
        double stride = swing * (0.08 + 0.16 * Math.abs(sideways)) * unit;
        double lift = pose.moving() ? 0.03 * unit * (1 - Math.abs(swing)) : 0;
        double bob = pose.moving() ? 0.012 * unit * StrictMath.cos(2 * pose.gait()) : 0;
        double limb = 0.042 * unit * build;
        double hip = ground - 0.5 * unit - bob;
        double shoulder = ground - 0.8 * unit - bob;
        double spread = (0.03 + 0.04 * (1 - Math.abs(sideways))) * unit * build;
        double top = x + sway;
        double front = sideways >= 0 ? 1 : -1;

        arm(canvas, light, new double[] {top - spread * 1.6, shoulder + 0.03 * unit, -stride * 0.8, limb, unit}, 0.85);
        leg(canvas, light, new double[] {x - spread, hip, -stride, ground - lift, limb}, 0.8);
        leg(canvas, light, new double[] {x + spread, hip, stride, ground, limb}, 1.0);
        if (bag == 1) {
            canvas.ellipse(top - front * 0.1 * unit, shoulder + 0.1 * unit, 0.075 * unit, 0.12 * unit, cap);
        }
        double torso = 0.088 * unit * build * (1 + 0.3 * (1 - Math.abs(sideways)));
        canvas.capsule(top, shoulder + torso * 0.55, x, hip - torso * 0.2, torso, shirt, 0.28 * light.sun());
        arm(canvas, light, new double[] {top + spread * 1.6, shoulder + 0.03 * unit, stride * 0.8, limb, unit}, 1.05);
        double head = ground - 0.915 * unit - bob;
        canvas.capsule(top, head, top, shoulder, 0.03 * unit, skin, 0);
        canvas.ellipse(top, head, 0.06 * unit, 0.08 * unit, skin);
        canvas.ellipse(top - front * 0.012 * unit, head - 0.035 * unit, 0.062 * unit, 0.052 * unit, cap);
    }

    private void leg(Canvas canvas, Light light, double[] at, double shade) {
        double foot = at[0] + at[2] - Math.copySign(Math.min(Math.abs(at[2]), 1), at[2]) * 0.5;
        double kneeX = (at[0] + foot) / 2 + Math.abs(at[2]) * 0.15;
        double kneeY = (at[1] + at[3]) / 2;
        Paint paint = trousers.lit(shade);
        canvas.capsule(at[0], at[1], kneeX, kneeY, at[4] * 1.25, paint, 0.25 * light.sun());
        canvas.capsule(kneeX, kneeY, foot, at[3] - at[4], at[4], paint, 0.25 * light.sun());
    }

    private void arm(Canvas canvas, Light light, double[] at, double shade) {
        double handX = at[0] + at[2];
        double handY = at[1] + 0.33 * at[4];
        canvas.capsule(at[0], at[1], handX, handY, at[3] * 0.85, shirt.lit(shade), 0.25 * light.sun());
        canvas.ellipse(handX, handY, at[3], at[3], skin);
    }
}
