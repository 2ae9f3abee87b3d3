package io.aegisvision.examples.street;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The manifests name the detectors that stand beside them, and watch the zone and the line of the cameras' streets. */
class ManifestsTest {
    private static final Path STREET = Path.of("..");

    @Test
    void everyPinnedDigestIsThatOfTheModelInTheFolder() throws IOException {
        Map<String, String> made = PinCommand.digests(STREET.resolve("models"));
        Map<String, String> pinned = PinCommand.pinned(STREET);
        pinned.remove("clips/street:golden");
        assertThat(pinned)
                .as("after a training: examples/street/street-scene pin")
                .isEqualTo(made);
    }

    @Test
    void streamsHaveTheZoneAndTheLineOfTheTruth() throws IOException {
        StreetRules rules = StreetRules.read(STREET.resolve("scene/street-rules.json"));
        for (String file : new String[] {"streams.yaml", "east.yaml"}) {
            assertThat(Files.readString(STREET.resolve(file)))
                    .contains("{name: dock, points: \"" + rules.zone().points() + "\"}")
                    .contains("{name: gate, points: \"" + rules.line().points() + "\"}");
        }
        assertThat(Files.readString(STREET.resolve("pipeline.yaml")))
                .contains("duration: " + rules.dwell().durationMillis() / 1000 + "s, exitAfter: "
                        + rules.dwell().exitAfterMillis() / 1000 + "s")
                .contains("above: " + rules.occupancy().above() + ", for: "
                        + rules.occupancy().forMillis() / 1000 + "s, hysteresis: "
                        + rules.occupancy().hysteresis());
    }
}
