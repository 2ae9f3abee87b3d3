package io.aegisvision.dataplane.video;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;

/** Loads FFmpeg's libraries once and silences its log, which would print camera addresses with their credentials. */
public final class NativeVideo {
    private NativeVideo() {}

    /** JavaCPP's property for the folder into which it unpacks the native libraries. */
    private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

    /**
     * Names the folder for the unpacked libraries and loads them. Call once, before anything else of this package,
     * where the home folder is not writable; a folder given by the system property {@code
     * org.bytedeco.javacpp.cachedir} wins.
     *
     * @param cache a writable folder on a file system that allows execution
     */
    public static void load(Path cache) {
        if (System.getProperty(CACHE_PROPERTY) == null) {
            System.setProperty(CACHE_PROPERTY, cache.toString());
        }
        ensureLoaded();
    }

    /** Loads the libraries from where JavaCPP unpacks them by default, if that was not done yet. */
    static void ensureLoaded() {
        Loaded.touch();
    }

    /** Runs once, by class initialisation. */
    private static final class Loaded {
        static {
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        }

        static void touch() {}
    }
}
