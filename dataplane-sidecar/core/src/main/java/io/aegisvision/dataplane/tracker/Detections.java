package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * What a detector saw on one frame, as a structure of arrays that one thread fills and reads again and again. Boxes are
 * in fractions of the display, origin at the top left; scores in 0..1; labels are positions in the stream's list of
 * classes.
 */
public final class Detections {
    float[] x1;
    float[] y1;
    float[] x2;
    float[] y2;
    float[] score;
    int[] label;
    private int size;

    /** @param capacity room before the arrays grow */
    public Detections(int capacity) {
        x1 = new float[capacity];
        y1 = new float[capacity];
        x2 = new float[capacity];
        y2 = new float[capacity];
        score = new float[capacity];
        label = new int[capacity];
    }

    /** Forgets all. */
    public void clear() {
        size = 0;
    }

    /** One more; any values are taken, the tracker refuses boxes that are none. */
    public void add(float left, float top, float right, float bottom, float confidence, int classIndex) {
        if (size == label.length) {
            grow();
        }
        x1[size] = left;
        y1[size] = top;
        x2[size] = right;
        y2[size] = bottom;
        score[size] = confidence;
        label[size] = classIndex;
        size++;
    }

    private void grow() {
        int capacity = Math.max(16, size * 2);
        x1 = Arrays.copyOf(x1, capacity);
        y1 = Arrays.copyOf(y1, capacity);
        x2 = Arrays.copyOf(x2, capacity);
        y2 = Arrays.copyOf(y2, capacity);
        score = Arrays.copyOf(score, capacity);
        label = Arrays.copyOf(label, capacity);
    }

    /** Number of detections. */
    public int size() {
        return size;
    }

    /** Left edge. */
    public float x1(int index) {
        return x1[index];
    }

    /** Top edge. */
    public float y1(int index) {
        return y1[index];
    }

    /** Right edge. */
    public float x2(int index) {
        return x2[index];
    }

    /** Bottom edge. */
    public float y2(int index) {
        return y2[index];
    }

    /** Confidence. */
    public float score(int index) {
        return score[index];
    }

    /** Position in the stream's list of classes. */
    public int label(int index) {
        return label[index];
    }

    /** Whether it is a box at all: finite, of some area, with a score. */
    boolean isBox(int i) {
        float width = x2[i] - x1[i];
        float height = y2[i] - y1[i];
        // what is not finite has no finite difference
        return width > 0
                && width <= Float.MAX_VALUE
                && height > 0
                && height <= Float.MAX_VALUE
                && score[i] > 0
                && score[i] <= 1;
    }

    /** A total order of content, so that the order of arrival decides nothing. */
    int compare(int a, int b) {
        int order = Float.compare(x1[a], x1[b]);
        order = order != 0 ? order : Float.compare(y1[a], y1[b]);
        order = order != 0 ? order : Float.compare(x2[a], x2[b]);
        order = order != 0 ? order : Float.compare(y2[a], y2[b]);
        order = order != 0 ? order : Float.compare(score[a], score[b]);
        return order != 0 ? order : Integer.compare(label[a], label[b]);
    }
}
