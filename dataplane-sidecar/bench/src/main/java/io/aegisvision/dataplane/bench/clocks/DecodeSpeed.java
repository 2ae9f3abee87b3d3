package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.video.Opened;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.VideoLimits;
import io.aegisvision.dataplane.video.VideoSource;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many streams a core decodes: our reader's thread and the program {@code ffmpeg} with one thread read the same file
 * in turns. CPU time, so that others who use the machine count less.
 */
final class DecodeSpeed {
    private static final int SECONDS = 20;
    private static final int TIMES = 3;
    private static final int FRAMES_PER_SECOND = 25;
    private static final int FRAMES = SECONDS * FRAMES_PER_SECOND * TIMES;
    private static final Pattern BENCH = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");
    private static final double LEAST_RATIO = 0.95;

    private final String ffmpeg;
    private final Path folder;

    /** @param ffmpeg the program */
    DecodeSpeed(String ffmpeg, Path folder) {
        this.ffmpeg = ffmpeg;
        this.folder = folder;
    }

    private record Size(int width, int height, String rate) {}

    Measured measure(int rounds) throws Exception {
        List<Figure> figures = new ArrayList<>();
        String version = run(List.of("-version")).lines().findFirst().orElse("").replaceAll(" Copyright.*", "");
        for (Size size : List.of(new Size(640, 360, "1M"), new Size(1280, 720, "2500k"), new Size(1920, 1080, "5M"))) {
            Path file = clip(size);
            ours(file); // compilers and caches
            List<Double> our = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                our.add(ours(file));
                theirs.add(theirs(file));
            }
            String name = size.width() + "x" + size.height();
            String note = "CPU time of reading and decoding, H.264 High at " + size.rate() + "b/s with noise, " + FRAMES
                    + " frames a round, in turns; one thread each";
            List<Double> sorted = theirs.stream().sorted().toList();
            figures.add(Figure.of("decode: " + name + ": CPU per frame", "ms", our, note)
                    .against(version + ", one thread", sorted.get(sorted.size() / 2), LEAST_RATIO));
            figures.add(Figure.of(
                    "decode: " + name + ": streams of 25 frames/s per core",
                    "streams",
                    our.stream()
                            .map(millis -> 1000 / FRAMES_PER_SECOND / millis)
                            .toList(),
                    note + "; scaling and inference not included"));
        }
        return new Measured(figures);
    }

    private Path clip(Size size) throws IOException, InterruptedException {
        Path file = folder.resolve("decode-" + size.width() + ".mp4");
        String scene = "testsrc2=size=" + size.width() + "x" + size.height() + ":rate=" + FRAMES_PER_SECOND
                + ":duration=" + SECONDS + ",noise=alls=8:allf=t";
        run(List.of(
                "-f",
                "lavfi",
                "-i",
                scene,
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-b:v",
                size.rate(),
                "-g",
                "50",
                "-pix_fmt",
                "yuv420p",
                "-y",
                file.toString()));
        return file;
    }

    private static double ours(Path file) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Source source = new Source(Kind.FILE, "file://" + file, null, null, Transport.TCP, false, false);
        long begun = threads.getCurrentThreadCpuTime();
        int frames = 0;
        for (int i = 0; i < TIMES; i++) {
            Opened opened = VideoSource.open(source, VideoLimits.of(Kind.FILE), InstantSource.system());
            if (!(opened instanceof Opened.Ready ready)) {
                throw new IllegalStateException(file + " cannot be opened");
            }
            try (VideoSource video = ready.source()) {
                while (video.next() == Step.FRAME) {
                    frames++;
                }
            }
        }
        return perFrame(threads.getCurrentThreadCpuTime() - begun, frames);
    }

    private static double perFrame(long nanos, int frames) {
        if (frames != FRAMES) {
            throw new IllegalStateException(frames + " frames, not " + FRAMES);
        }
        return nanos / 1e6 / frames;
    }

    private double theirs(Path file) throws IOException, InterruptedException {
        String said = run(List.of(
                "-benchmark",
                "-threads",
                "1",
                "-stream_loop",
                Integer.toString(TIMES - 1),
                "-i",
                file.toString(),
                "-f",
                "null",
                "-"));
        Matcher times = BENCH.matcher(said);
        if (!times.find()) {
            throw new IOException("ffmpeg did not tell its time: " + said);
        }
        return (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2))) * 1000 / FRAMES;
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin"));
        command.addAll(arguments);
        Path log = Files.createTempFile(folder, "ffmpeg", ".log");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log, StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IOException("ffmpeg failed: " + said);
        }
        return said;
    }
}
