package io.aegisvision.dataplane.bench.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our measures against TrackEval's of the same boxes: {@code trackeval/golden.json}, which {@code make.py} made. */
class GradesTest {
    private static final double NEAR = 1e-9;

    private static Path file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(GradesTest.class.getResource("/trackeval/" + name))
                .toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "noisy", "exchanged", "broken", "mostly-lost"})
    void sameAsTrackEval(String name) throws IOException, URISyntaxException {
        JsonNode golden = new ObjectMapper().readTree(file("golden.json").toFile());
        JsonNode theirs = golden.path("cases").path(name);
        Comparison comparison = new Comparison(
                MotFile.read(file(name + "/gt.txt")),
                MotFile.read(file(name + "/tracked.txt")),
                golden.path("frames").asInt());
        Hota hota = Hota.of(comparison);
        same(theirs, "HOTA", hota.hota());
        same(theirs, "DetA", hota.detection());
        same(theirs, "AssA", hota.association());
        same(theirs, "LocA", hota.location());
        Clear clear = Clear.of(comparison);
        same(theirs, "MOTA", clear.mota());
        same(theirs, "MOTP", clear.motp());
        same(theirs, "IDSW", clear.switches());
        same(theirs, "FP", clear.falseAlarms());
        same(theirs, "FN", clear.misses());
        same(theirs, "MT", clear.mostlyTracked());
        same(theirs, "ML", clear.mostlyLost());
        Identity identity = Identity.of(comparison);
        same(theirs, "IDF1", identity.f1());
        same(theirs, "IDP", identity.precision());
        same(theirs, "IDR", identity.recall());
    }

    private static void same(JsonNode theirs, String what, double ours) {
        assertThat(theirs.has(what)).as(what).isTrue();
        assertThat(ours).as(what).isCloseTo(theirs.path(what).asDouble(), within(NEAR));
    }

    /** The golden cases are none that any tracker would pass. */
    @Test
    void theCasesDiffer() throws IOException, URISyntaxException {
        JsonNode cases =
                new ObjectMapper().readTree(file("golden.json").toFile()).path("cases");
        assertThat(Stream.of("noisy", "exchanged", "broken", "mostly-lost")
                        .map(name -> cases.path(name).path("HOTA").asDouble()))
                .doesNotHaveDuplicates()
                .allMatch(hota -> hota > .01 && hota < .95);
        assertThat(cases.path("exchanged").path("IDSW").asInt()).isPositive();
        assertThat(cases.path("mostly-lost").path("ML").asInt()).isPositive();
    }

    @Test
    void nothingTrackedIsNothingRight() {
        List<Box> truth = List.of(new Box(1, 1, 0, 0, 10, 10, 1));
        Comparison comparison = new Comparison(truth, List.of(), 1);
        assertThat(Hota.of(comparison).hota()).isZero();
        assertThat(Clear.of(comparison).misses()).isEqualTo(1);
        assertThat(Identity.of(comparison).f1()).isZero();
    }
}
