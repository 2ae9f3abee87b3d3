package io.aegisvision.examples.street;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * All that the demo needs: golden clips and a loop per camera. Each part ends with a stamp of what it was made from (the
 * generator's classes, the rules, the arguments), and a part whose stamp still holds is not made again.
 */
@Command(name = "assets", description = "Golden clips and the cameras' loops, made only where something changed.")
final class AssetsCommand implements Callable<Integer> {
    /** Cameras of the demo and the seeds of their streets. */
    static final Map<String, Long> CAMERAS = cameras();

    @Option(names = "--rules", required = true, description = "zone, line and durations: street-rules.json")
    private Path rules = Path.of("street-rules.json");

    @Option(names = "--out", required = true, description = "folder that gets clips/ and videos/")
    private Path out = Path.of(".");

    private static Map<String, Long> cameras() {
        Map<String, Long> seeds = new LinkedHashMap<>();
        seeds.put("north", 1L);
        seeds.put("south", 3L);
        seeds.put("east", 2L);
        return seeds;
    }

    @Override
    public Integer call() throws IOException {
        String generator = fingerprint() + Artifact.sha256(Files.readAllBytes(rules));
        Path videos = out.resolve("videos");
        for (Map.Entry<String, Long> camera : CAMERAS.entrySet()) {
            String seed = Long.toString(camera.getValue());
            make(
                    videos.resolve(camera.getKey() + ".stamp"),
                    generator,
                    new DemoCommand(),
                    "--seed",
                    seed,
                    "--name",
                    camera.getKey(),
                    "--rules",
                    rules.toString(),
                    "--out",
                    videos.toString());
        }
        Path clips = out.resolve("clips");
        make(clips.resolve("clips.stamp"), generator, new ClipsCommand(), "--out", clips.toString());
        return 0;
    }

    private static void make(Path stamp, String generator, Callable<Integer> command, String... arguments)
            throws IOException {
        String inputs = generator + " " + String.join(" ", arguments);
        String wanted = Artifact.sha256(inputs.getBytes(StandardCharsets.UTF_8));
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return;
        }
        Files.deleteIfExists(stamp);
        System.err.println("making " + stamp.toString().replace(".stamp", ""));
        if (new CommandLine(command).execute(arguments) != 0) {
            throw new IOException("could not make what " + stamp + " stands for");
        }
        Files.writeString(stamp, wanted);
    }

    /** Digest of the generator's classes. */
    private static String fingerprint() throws IOException {
        try {
            Path code = Path.of(AssetsCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            StringBuilder digests = new StringBuilder();
            try (Stream<Path> files = Files.walk(code)) {
                List<Path> classes = files.filter(file -> file.toString().endsWith(".class"))
                        .sorted()
                        .toList();
                for (Path file : classes) {
                    digests.append(Artifact.sha256(Files.readAllBytes(file)));
                }
            }
            return Artifact.sha256(digests.toString().getBytes(StandardCharsets.UTF_8));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes' own address is not one", e);
        }
    }
}
