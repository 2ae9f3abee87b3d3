package io.aegisvision.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @Test
    void writesChecks(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("demo/report.json");
        ReportFile.writeChecks(file, List.of(new Check("3 events", true, "48 of 48", 1.5, "")));
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(report.at("/checks/0/name").asText()).isEqualTo("3 events");
        assertThat(report.at("/checks/0/passed").asBoolean()).isTrue();
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(report.get("commit").asText()).isNotEmpty();
    }

    @Test
    void figureIsTheMedianAndLeavesOutWhatIsAbsent(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("main.json");
        Figure figure = Figure.of("cell ready", "s", List.of(9.0, 7.0, 8.0), "apply to Ready")
                .atMost(8.5);
        ReportFile.writeFigures(file, "make bench", List.of(figure));
        JsonNode written = new ObjectMapper().readTree(file.toFile()).at("/figures/0");
        assertThat(written.get("value").asDouble()).isEqualTo(8.0);
        assertThat(written.get("spread").toString()).isEqualTo("[7.0,9.0]");
        assertThat(written.get("met").asBoolean()).isTrue();
        assertThat(written.has("peer")).isFalse();
    }
}
