package io.aegisvision.dataplane.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static JsonNode summary(String time, long nanos) throws IOException {
        return new ObjectMapper().readTree("""
                {"pods":[{"podRef":{"name":"yard-0-x","namespace":"plant-7"},
                  "cpu":{"time":"%s","usageCoreNanoSeconds":%d},"memory":{"workingSetBytes":3145728},
                  "containers":[{"name":"triton","cpu":{"time":"%1$s","usageCoreNanoSeconds":1},"memory":{}}]}]}
                """.formatted(time, nanos));
    }

    @Test
    void ratesGoByTheKubeletsOwnTimes() throws IOException {
        Usage before = Usage.of(summary("2026-01-01T00:00:00Z", 1_000_000_000L), "plant-7", "yard-0-x", "");
        Usage after = Usage.of(summary("2026-01-01T00:01:00Z", 16_000_000_000L), "plant-7", "yard-0-x", "");
        assertThat(after.millicoresSince(before)).isEqualTo(250);
        assertThat(after.mebibytes()).isEqualTo(3);
        assertThatThrownBy(() -> before.millicoresSince(before)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNotCountedIsAnError() throws IOException {
        JsonNode summary = summary("2026-01-01T00:00:00Z", 1);
        assertThatThrownBy(() -> Usage.of(summary, "plant-7", "gone", "")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Usage.of(summary, "plant-7", "yard-0-x", "triton"))
                .isInstanceOf(IllegalStateException.class);
    }
}
