package io.aegisvision.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The reference says what the code says. */
class ReferencePagesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    @TestFactory
    Stream<DynamicTest> pageIsUpToDate() throws IOException {
        return ReferencePages.generate(ROOT).entrySet().stream()
                .map(page -> DynamicTest.dynamicTest(page.getKey(), () -> assertThat(
                                ROOT.resolve(ReferencePages.FOLDER).resolve(page.getKey()))
                        .as("write it anew: %s", ReferencePages.COMMAND)
                        .hasContent(page.getValue())));
    }

    /** Who finds nothing on a page would not notice that the code it reads has moved. */
    @Test
    void pagesHoldWhatTheyAreFor() throws IOException {
        Map<String, String> pages = ReferencePages.generate(ROOT);
        assertThat(pages.get("resources.md")).contains("## Model", "## Stream", "spec.source.rtsp.url");
        assertThat(pages.get("reasons.md")).contains("## Stream", "SourceUnreachable");
        assertThat(pages.get("events.md")).contains("io.aegisvision.line.crossed.v1", "captureEstimated");
        assertThat(pages.get("metrics.md")).contains("aegis_frames_dropped_total", "aegis_stage_seconds");
        assertThat(pages.get("configuration.md"))
                .contains("AEGIS_IMAGES_DATAPLANE", "AEGIS_DRAIN_SECONDS", "webhook.timeoutSeconds");
    }

    /** Each on-call page that tells of a reason tells of one that there is. */
    @Test
    void runbooksNameReasonsThatExist() throws IOException {
        String reasons = ReferencePages.generate(ROOT).get("reasons.md");
        try (Stream<Path> runbooks = Files.list(ROOT.resolve("docs/runbooks"))) {
            for (Path runbook : runbooks.toList()) {
                java.util.regex.Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)` \\|")
                        .matcher(Files.readString(runbook))
                        .results()
                        .forEach(named -> assertThat(reasons)
                                .as("%s in %s", named.group(1), runbook.getFileName())
                                .contains("| `" + named.group(1) + "` |"));
            }
        }
    }
}
