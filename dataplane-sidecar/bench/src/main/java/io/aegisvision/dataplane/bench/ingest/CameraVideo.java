package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.video.Opened;
import io.aegisvision.dataplane.video.RgbImage;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.VideoLimits;
import io.aegisvision.dataplane.video.VideoSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Videos as cameras send them, made from the demo's: 25 frames a second, a key frame every two seconds. */
final class CameraVideo {
    private CameraVideo() {}

    /** The pictures of a video, so many from its beginning. */
    static List<RgbImage> pictures(Path video, int count) throws IOException {
        Source source = Bed.file(video.toString(), true, false);
        if (!(VideoSource.open(source, VideoLimits.of(source.kind()), InstantSource.system())
                instanceof Opened.Ready ready)) {
            throw new IOException(video + " cannot be opened");
        }
        List<RgbImage> pictures = new ArrayList<>(count);
        try (VideoSource frames = ready.source()) {
            while (pictures.size() < count) {
                if (frames.next() != Step.FRAME) {
                    throw new IOException(video + " ends after " + pictures.size() + " frames");
                }
                pictures.add(frames.picture().toRgb());
            }
        }
        return pictures;
    }

    /** Encodes pictures in a size. */
    static Path encode(Path file, List<RgbImage> pictures, int width, int height, int bitRate) {
        return Clip.pictures(
                file,
                width,
                height,
                new Clip.Rate(bitRate, 2 * Clip.FPS),
                pictures.size(),
                number -> new Clip.Rgb(
                        pictures.get(number).width(),
                        pictures.get(number).height(),
                        pictures.get(number).rgb()));
    }
}
