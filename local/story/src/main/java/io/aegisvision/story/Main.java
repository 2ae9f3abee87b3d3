package io.aegisvision.story;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the story to a cluster that {@code local/demo/up} prepared, and writes the report. */
@Command(name = "story", description = "Tells the story of the README to a real cluster and checks it.")
public final class Main implements Callable<Integer> {
    /** Chapters in the order that they are told. */
    enum Chapter {
        APPLY,
        EVENTS,
        STREAM,
        PROMOTION,
        REJECTION,
        FAULTS,
        INPUT
    }

    @Option(names = "--kubectl", required = true, description = "the kubectl to use")
    private Path kubectl = Path.of("kubectl");

    @Option(names = "--plugin", required = true, description = "folder of the kubectl plugin")
    private Path plugin = Path.of(".");

    @Option(names = "--state", required = true, description = "the cluster's folder: admin.conf, users/, audit.log")
    private Path state = Path.of(".");

    @Option(names = "--manifests", required = true, description = "the example, as it is applied")
    private Path manifests = Path.of(".");

    @Option(names = "--truth", required = true, description = "folder of the videos' truth")
    private Path truth = Path.of(".");

    @Option(names = "--bootstrap", required = true, description = "address of the broker")
    private String bootstrap = "";

    @Option(names = "--out", required = true, description = "folder of report and evidence")
    private Path out = Path.of(".");

    @Option(names = "--only", split = ",", description = "chapters to tell: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Chapter> only = List.of(Chapter.values());

    private Main() {}

    /** Exit status 0 when every check passed, 1 when one failed, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        World world = new World(new Shell(kubectl, state, plugin), state, manifests, truth, Instant.now());
        List<String> expected = new ArrayList<>();
        only.forEach(chapter -> expected.addAll(names(chapter)));
        Checks checks = new Checks(out.resolve("report.json"), expected);
        try (Broker broker = new Broker(bootstrap, "plant-7-events", out.resolve("evidence/events.jsonl"))) {
            for (Chapter chapter : only) {
                tell(chapter, world, checks, broker);
            }
        } catch (Exception e) {
            System.out.println("the story stopped: " + e.getMessage());
        }
        return checks.finish() ? 0 : 1;
    }

    private static List<String> names(Chapter chapter) {
        return switch (chapter) {
            case APPLY -> ApplyChapter.NAMES;
            case EVENTS -> EventsChapter.NAMES;
            case STREAM -> ThirdStreamChapter.NAMES;
            case PROMOTION -> PromotionChapter.NAMES;
            case REJECTION -> RejectionChapter.NAMES;
            case FAULTS -> FaultsChapter.NAMES;
            case INPUT -> InputChapter.NAMES;
        };
    }

    private static void tell(Chapter chapter, World world, Checks checks, Broker broker) throws Exception {
        switch (chapter) {
            case APPLY -> new ApplyChapter(world, checks).run();
            case EVENTS -> new EventsChapter(world, checks, broker).run();
            case STREAM -> new ThirdStreamChapter(world, checks).run();
            case PROMOTION -> new PromotionChapter(world, checks).run();
            case REJECTION -> new RejectionChapter(world, checks).run();
            case FAULTS -> new FaultsChapter(world, checks, broker).run();
            case INPUT -> new InputChapter(world, checks).run();
        }
    }
}
