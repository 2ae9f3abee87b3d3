package io.aegisvision.dataplane.app.http;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.StreamAssignment.Shape;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.app.stream.Snapshot;
import io.aegisvision.dataplane.video.RgbImage;

/**
 * Draws boxes, zones and lines into a picture: zones yellow, lines magenta, boxes in a colour by class. No text, so that
 * no font and no windowing toolkit is needed in the image.
 */
final class SnapshotPainter {
    private static final int[] BY_CLASS = {0x00ff40, 0x30a0ff, 0xff8000, 0xff3030, 0x00ffff, 0xb060ff};
    private static final int ZONE = 0xffe000;
    private static final int LINE = 0xff00ff;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private SnapshotPainter(RgbImage picture) {
        width = picture.width();
        height = picture.height();
        rgb = picture.rgb().clone();
    }

    static RgbImage paint(Snapshot snapshot) {
        SnapshotPainter painter = new SnapshotPainter(snapshot.picture());
        for (Shape zone : snapshot.stream().zones()) {
            painter.shape(zone, true, ZONE);
        }
        for (Shape line : snapshot.stream().lines()) {
            painter.shape(line, false, LINE);
        }
        for (Box box : snapshot.boxes()) {
            painter.box(box);
        }
        return new RgbImage(painter.width, painter.height, painter.rgb);
    }

    private void shape(Shape shape, boolean closed, int colour) {
        DisplayPoints points = DisplayPoints.parse(shape.points());
        int pieces = closed ? points.size() : points.size() - 1;
        for (int i = 0; i < pieces; i++) {
            int next = (i + 1) % points.size();
            line(x(points, i), y(points, i), x(points, next), y(points, next), colour);
        }
    }

    private int x(DisplayPoints points, int i) {
        return (int) ((double) points.xs()[i] / DisplayPoints.ONE * (width - 1));
    }

    private int y(DisplayPoints points, int i) {
        return (int) ((double) points.ys()[i] / DisplayPoints.ONE * (height - 1));
    }

    private void box(Box box) {
        int colour = BY_CLASS[Math.floorMod(box.label().hashCode(), BY_CLASS.length)];
        int left = (int) (box.x1() * (width - 1));
        int top = (int) (box.y1() * (height - 1));
        int right = (int) (box.x2() * (width - 1));
        int bottom = (int) (box.y2() * (height - 1));
        line(left, top, right, top, colour);
        line(right, top, right, bottom, colour);
        line(right, bottom, left, bottom, colour);
        line(left, bottom, left, top, colour);
    }

    private void line(int fromX, int fromY, int toX, int toY, int colour) {
        int steps = Math.max(1, Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
        for (int i = 0; i <= steps; i++) {
            int x = fromX + (int) Math.round((double) (toX - fromX) * i / steps);
            int y = fromY + (int) Math.round((double) (toY - fromY) * i / steps);
            dot(x, y, colour);
            dot(x + 1, y, colour);
            dot(x, y + 1, colour);
        }
    }

    private void dot(int x, int y, int colour) {
        if (x < 0 || y < 0 || x >= width || y >= height) {
            return;
        }
        int at = (y * width + x) * 3;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
    }
}
