package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the cell.
 *
 * @param name the Stream's name
 * @param uid the Stream's uid: part of event ids, so that a re-created stream is another one
 * @param source where the video comes from, credentials resolved
 * @param zones named polygons
 * @param lines named polylines of two points
 * @param ground where the ground lies, or null when no rule asks for it
 * @param arms for each detector, the version this stream runs on
 */
public record StreamAssignment(
        String name,
        String uid,
        Source source,
        List<Shape> zones,
        List<Shape> lines,
        @Nullable Ground ground,
        List<ArmOf> arms) {
    public StreamAssignment {
        zones = Lists.copy(zones);
        lines = Lists.copy(lines);
        arms = Lists.copy(arms);
    }

    /**
     * A zone or line.
     *
     * @param name unique among the stream's zones, or lines
     * @param points SVG points text in display fractions, read by {@link DisplayPoints#parse}
     */
    public record Shape(String name, String points) {}

    /**
     * Four points of the picture and where they lie on the ground, in the same order around.
     *
     * @param points four points in display fractions, read by {@link DisplayPoints#parse}
     * @param metres four points in metres of any rectangular grid on the ground, read by {@link MetrePoints#parse}
     */
    public record Ground(String points, String metres) {}

    /** Which side of a trial a stream is on; {@code Baseline} too when there is no trial. */
    public enum Arm {
        Baseline,
        Candidate
    }

    /**
     * @param stage the detector's name
     * @param digest version digest, one of {@link CellConfig#models()}
     */
    public record ArmOf(String stage, String digest, Arm arm) {}

    /** Kinds of source. */
    public enum Kind {
        /** A camera. */
        RTSP,
        /** A live HLS playlist or transport stream, or a recording, from a web server. */
        HTTP,
        /** A file that the cell can read. */
        FILE
    }

    /** Transport of RTP. */
    public enum Transport {
        TCP,
        UDP
    }

    /**
     * @param url without user info
     * @param username or null
     * @param password or null; never printed
     * @param transport of RTP, for RTSP
     * @param loop start again at the end, for a file
     * @param paced at the speed of its timestamps, for a file and HTTP; otherwise as fast as possible
     */
    public record Source(
            Kind kind,
            String url,
            @Nullable String username,
            @Nullable String password,
            Transport transport,
            boolean loop,
            boolean paced) {
        @Override
        public String toString() {
            return kind + " " + url;
        }
    }
}
