package io.aegisvision.api.v1alpha1;

/** Rules of points, in CEL; whether a zone crosses itself is a condition, being too dear for CEL. */
final class PointsRules {
    private static final String NUMBER = "(0(\\\\.[0-9]{1,8})?|1(\\\\.0{1,8})?)";

    static final String NOT_FLAT = "!self.points.matches('^[0-9.]+(,[0-9.]+){3,}$')";
    static final String NOT_FLAT_MESSAGE =
            "points: this is one flat list of numbers; write x,y pairs separated by spaces: \"0.1,0.5 0.9,0.5\"";

    static final String ARE_PAIRS = "self.points.matches('^" + NUMBER + "," + NUMBER + "( " + NUMBER + "," + NUMBER
            + ")*$') || self.points.matches('^[0-9.]+(,[0-9.]+){3,}$')";
    static final String ARE_PAIRS_MESSAGE =
            "points: write x,y pairs between 0 and 1 (fractions of the frame), separated by one space:"
                    + " \"0.1,0.5 0.9,0.5\"";

    static final String ZONES_HAVE_THREE =
            "!has(self.zones) || self.zones.all(z, z.points.contains(' ') == false || z.points.split(' ').size() >= 3)";
    static final String ZONES_MESSAGE = "zones: a zone has three points or more";
    static final String LINES_HAVE_TWO =
            "!has(self.lines) || self.lines.all(l, l.points.contains(' ') == false || l.points.split(' ').size() == 2)";
    static final String LINES_MESSAGE = "lines: a line has exactly two points";

    private static final String METRES = "-?[0-9]{1,4}(\\\\.[0-9]{1,3})?";

    static final String FOUR_POINTS =
            "self.points.matches('^" + NUMBER + "," + NUMBER + "( " + NUMBER + "," + NUMBER + "){3}$')";
    static final String FOUR_METRES =
            "self.metres.matches('^" + METRES + "," + METRES + "( " + METRES + "," + METRES + "){3}$')";

    private PointsRules() {}
}
