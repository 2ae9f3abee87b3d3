package io.aegisvision.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChartFilesTest {
    private final ChartFiles files = new ChartFiles(Path.of(".."));

    @Test
    void copiesAreWhatTheyAreCopiedFrom() throws IOException {
        assertThat(files.present())
                .as("copies in the chart; write them anew: mvn -pl operator test-compile exec:java")
                .isEqualTo(files.expected());
    }
}
