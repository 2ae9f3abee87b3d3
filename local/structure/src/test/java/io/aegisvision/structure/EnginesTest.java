package io.aegisvision.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One engine runs a class: the report of a second one would replace the first's, and its tests would not be counted. */
class EnginesTest {
    @Test
    void oneEngineRunsAClass() throws IOException {
        List<String> both = new ArrayList<>();
        int tests = 0;
        for (Path file : Checkout.sources()) {
            String text = Files.readString(file);
            boolean jqwik = text.contains("\nimport net.jqwik.api.");
            boolean jupiter = text.contains("\nimport org.junit.jupiter.api.Test;");
            tests += jqwik || jupiter ? 1 : 0;
            if (jqwik && jupiter) {
                both.add(Checkout.relative(file) + ": write @Example instead of @Test");
            }
        }
        assertThat(tests).isPositive();
        assertThat(both).isEmpty();
    }
}
