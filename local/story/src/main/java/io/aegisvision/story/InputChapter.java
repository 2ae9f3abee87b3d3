package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.story.Checks.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * 9: each broken manifest of the example's folder {@code bad} gets a message. Its first line tells which: either
 * {@code # expect: TEXT} (the API server refuses it with this text), or {@code # expect: KIND/NAME CONDITION REASON}
 * (it is taken, and this condition names what is wrong).
 */
final class InputChapter {
    static final String REFUSED = "9 bad input: what can be refused is refused";
    static final String EXPLAINED = "9 bad input: what cannot is explained by a condition";
    static final String EARLY = "9 bad input: what only came too early becomes right by itself";
    static final List<String> NAMES = List.of(REFUSED, EXPLAINED, EARLY);

    private static final String EXPECT = "# expect: ";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final World world;
    private final Checks checks;

    InputChapter(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    void run() throws Exception {
        List<Path> files;
        try (Stream<Path> folder = Files.list(world.manifests.resolve("bad"))) {
            files = folder.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        checks.check(REFUSED, () -> each(files, false));
        checks.check(EXPLAINED, () -> each(files, true));
        checks.check(EARLY, this::early);
    }

    /** A Stream whose Pipeline does not exist yet. */
    private Finding early() throws Exception {
        world.apply("admin", "late/stream.yaml").orThrow();
        try {
            World.await(
                    "a condition to say so", LIMIT, () -> World.condition(world.get("stream", "early"), "ResolvedRefs")
                            .path("reason")
                            .asText()
                            .equals("PipelineNotFound"));
            String said = World.say(world.get("stream", "early"), "ResolvedRefs");
            world.apply("admin", "late/pipeline.yaml").orThrow();
            Duration took =
                    World.await("the stream to be ready", LIMIT, () -> World.ready(world.get("stream", "early")));
            return Finding.of(true, "ready " + took.toSeconds() + " s after its Pipeline came; before that: " + said);
        } finally {
            for (String file : List.of("late/stream.yaml", "late/pipeline.yaml")) {
                world.shell.kubectl(
                        "admin",
                        "-n",
                        World.TENANT,
                        "delete",
                        "--wait=false",
                        "--ignore-not-found",
                        "-f",
                        world.manifests.resolve(file).toString());
            }
        }
    }

    private Finding each(List<Path> files, boolean taken) throws Exception {
        StringBuilder said = new StringBuilder();
        int right = 0;
        int all = 0;
        for (Path file : files) {
            String expected = Files.readAllLines(file).getFirst().substring(EXPECT.length());
            if (expected.matches("[a-z]+/[a-z0-9-]+ [A-Za-z]+ [A-Za-z]+") != taken) {
                continue;
            }
            all++;
            String result = taken ? explained(file, expected) : refused(file, expected);
            right += result.startsWith("ok") ? 1 : 0;
            said.append(file.getFileName()).append(": ").append(result).append('\n');
        }
        return new Finding(all > 0 && right == all, right + " of " + all, said.toString());
    }

    private String refused(Path file, String expected) throws Exception {
        Shell.Ran ran = world.shell.kubectl("admin", "-n", World.TENANT, "apply", "-f", file.toString());
        boolean right = !ran.ok() && ran.output().contains(expected);
        return (right ? "ok: " : "WRONG: ") + ran.output().strip();
    }

    private String explained(Path file, String expected) throws Exception {
        String[] words = expected.split(" ");
        String[] object = words[0].split("/");
        try {
            world.shell
                    .kubectl("admin", "-n", World.TENANT, "apply", "-f", file.toString())
                    .orThrow();
            World.await(expected, LIMIT, () -> World.condition(world.get(object[0], object[1]), words[1])
                    .path("reason")
                    .asText()
                    .equals(words[2]));
            return "ok: " + World.say(world.get(object[0], object[1]), words[1]);
        } catch (IllegalStateException e) {
            JsonNode now = world.get(object[0], object[1]);
            return "WRONG: " + e.getMessage() + "; it says " + World.say(now, words[1]) + " "
                    + new ObjectMapper().writeValueAsString(now.path("status").path("conditions"));
        } finally {
            world.shell.kubectl(
                    "admin", "-n", World.TENANT, "delete", "--wait=false", "--ignore-not-found", "-f", file.toString());
        }
    }
}
