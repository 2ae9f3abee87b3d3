package io.aegisvision.rulecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What users of other counters complained of; and the page that compares is about these cases. */
class ComplaintsTest {
    private static final Path ROOT = Path.of("../..");

    @TestFactory
    List<DynamicTest> complaints() throws IOException {
        Pipelines pipelines = new Pipelines(ROOT);
        String page = Files.readString(ROOT.resolve(RulesBench.PAGE));
        List<Complaint> all = Complaint.all(Path.of("complaints"));
        assertThat(all).hasSizeGreaterThanOrEqualTo(15);
        return all.stream()
                .map(complaint -> DynamicTest.dynamicTest(complaint.name(), () -> {
                    assertThat(complaint.ours(pipelines))
                            .as(complaint.scene().what())
                            .isEqualTo(complaint.question().known());
                    assertThat(page)
                            .as("write it anew: make bench-rules")
                            .contains(complaint.scene().what());
                }))
                .toList();
    }
}
