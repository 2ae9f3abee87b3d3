package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment.Shape;
import java.util.ArrayList;
import java.util.List;

/** Boxes or tracks of one frame, in columns, reused. Beyond {@value #CAPACITY} they are left out. One thread at a time. */
final class ViewObjects {
    private static final int CAPACITY = 512;

    private final String[] stage = new String[CAPACITY];
    private final String[] label = new String[CAPACITY];
    private final long[] id = new long[CAPACITY];
    private final boolean[] seen = new boolean[CAPACITY];
    private final double[] score = new double[CAPACITY];
    private final double[] corners = new double[CAPACITY * 4];
    private int count;

    void clear() {
        count = 0;
    }

    /**
     * One more.
     *
     * @param number of a track; 0 for a box
     * @param now whether this frame showed it
     */
    void add(String from, String name, long number, boolean now, double sure) {
        if (count < CAPACITY) {
            stage[count] = from;
            label[count] = name;
            id[count] = number;
            seen[count] = now;
            score[count] = sure;
            count++;
        }
    }

    /** Where the one that was added last lies, in fractions of the display. */
    void at(double x1, double y1, double x2, double y2) {
        int from = (count - 1) * 4;
        corners[from] = x1;
        corners[from + 1] = y1;
        corners[from + 2] = x2;
        corners[from + 3] = y2;
    }

    /** A copy for people. */
    List<Sight.Thing> things() {
        List<Sight.Thing> things = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = i * 4;
            things.add(new Sight.Thing(stage[i], label[i], id[i], seen[i], score[i], new double[] {
                corners[at], corners[at + 1], corners[at + 2], corners[at + 3]
            }));
        }
        return things;
    }

    /** Names and points, for people. */
    static List<Sight.Outline> outlines(List<Shape> shapes) {
        return shapes.stream()
                .map(shape -> new Sight.Outline(shape.name(), shape.points()))
                .toList();
    }
}
