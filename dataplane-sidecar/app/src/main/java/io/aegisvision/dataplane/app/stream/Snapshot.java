package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.List;

/**
 * One processed frame for people.
 *
 * @param picture the frame
 * @param boxes what was found in it, in fractions of the display
 * @param stream its zones and lines
 */
public record Snapshot(RgbImage picture, List<Box> boxes, StreamAssignment stream) {}
