package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Shape;
import io.aegisvision.dataplane.geometry.Polygon;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Paints over what nobody may see. Filled, not blurred: a blur can be undone in part. Boxes are taken a tenth of their
 * size larger on each side, for a detector's boxes are seldom exact.
 *
 * <p>Fails closed: without the detections of that very frame, or with a zone that the stream does not have, there is no
 * picture.
 */
final class Redaction {
    private static final float MARGIN = 0.1f;
    private static final byte FILL = 64;

    private final EvidenceStage.Redact asked;
    private final StreamAssignment stream;

    Redaction(EvidenceStage.Redact asked, StreamAssignment stream) {
        this.asked = asked;
        this.stream = stream;
    }

    /** The picture with all of it painted over, or nothing. */
    Optional<RgbImage> paint(RgbImage picture, SeenFrames seen, String epoch, long captureMicros) {
        Optional<List<SeenFrames.Area>> boxes = asked.labels().isEmpty()
                ? Optional.of(List.of())
                : seen.detections(epoch, captureMicros, asked.labels());
        List<Polygon> zones = new ArrayList<>();
        for (String name : asked.zones()) {
            stream.zones().stream()
                    .filter(zone -> zone.name().equals(name))
                    .map(Shape::points)
                    .map(DisplayPoints::parse)
                    .map(Polygon::new)
                    .forEach(zones::add);
        }
        if (boxes.isEmpty() || zones.size() < asked.zones().size()) {
            return Optional.empty();
        }
        RgbImage painted =
                new RgbImage(picture.width(), picture.height(), picture.rgb().clone());
        boxes.get().forEach(area -> fill(painted, area));
        zones.forEach(zone -> fill(painted, zone));
        return Optional.of(painted);
    }

    private static void fill(RgbImage image, SeenFrames.Area area) {
        float marginX = (area.x2() - area.x1()) * MARGIN;
        float marginY = (area.y2() - area.y1()) * MARGIN;
        int left = Math.max(0, (int) Math.floor((area.x1() - marginX) * image.width()));
        int right = Math.min(image.width(), (int) Math.ceil((area.x2() + marginX) * image.width()));
        int top = Math.max(0, (int) Math.floor((area.y1() - marginY) * image.height()));
        int bottom = Math.min(image.height(), (int) Math.ceil((area.y2() + marginY) * image.height()));
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                dot(image, x, y);
            }
        }
    }

    /** Every pixel of which a corner or the middle lies inside. */
    private static void fill(RgbImage image, Polygon zone) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (touches(image, zone, x, y)) {
                    dot(image, x, y);
                }
            }
        }
    }

    private static boolean touches(RgbImage image, Polygon zone, int x, int y) {
        for (int half = 0; half < 5; half++) {
            int dx = half == 4 ? 1 : (half & 1) * 2;
            int dy = half == 4 ? 1 : half >> 1 << 1;
            long fx = (2L * x + dx) * DisplayPoints.ONE / (2L * image.width());
            long fy = (2L * y + dy) * DisplayPoints.ONE / (2L * image.height());
            if (zone.contains((int) fx, (int) fy)) {
                return true;
            }
        }
        return false;
    }

    private static void dot(RgbImage image, int x, int y) {
        int at = (y * image.width() + x) * 3;
        image.rgb()[at] = FILL;
        image.rgb()[at + 1] = FILL;
        image.rgb()[at + 2] = FILL;
    }
}
