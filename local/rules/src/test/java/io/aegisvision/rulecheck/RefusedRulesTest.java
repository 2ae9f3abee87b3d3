package io.aegisvision.rulecheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a schema cannot see and the operator says: rules that could never tell anything. */
class RefusedRulesTest {
    private static final int FRAMES_PER_SECOND = 5;
    private static final String STAY = "- {name: stay, rule: {dwell: {zone: dock, duration: 2s}}}\n";
    private static final String CROWD = "- {name: crowd, rule: {occupancy: {zone: yard, above: 2}}}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "rule: {speed: {aboveKilometresPerHour: 20, window: 500ms}} ! too short to see motion at 5 frames a second; write 600ms",
                "rule: {direction: {line: lane, window: 200ms}} ! too short to see motion at 5 frames a second; write 600ms",
                "rule: {dwell: {zone: dock, duration: 0s}} ! duration: write more than 0s",
                "rule: {abandoned: {duration: 0ms}} ! duration: write more than 0s",
                "rule: {flow: {zone: dock, window: 25h}} ! window: write more than 0s and at most 24h",
                "rule: {dwell: {zone: dock, duration: 2s, labels: [unicorn]}} ! has no label unicorn",
                "rule: {abandoned: {duration: 2s, ownerLabels: [ghost]}} ! has no label ghost",
                "from: [stay, nobody], rule: {composite: {operator: All}} ! from must name earlier rule stages",
                "from: [stay], rule: {composite: {operator: Sequence}} ! a sequence needs two rules",
                "from: [stay, crowd], rule: {composite: {operator: All}} ! crowd is not about single objects",
                "from: [stay, crowd], rule: {composite: {operator: All, scope: Zone}} ! not all rules are about the same zone",
            })
    void areRefusedWithTheReason(String rule, String reason) throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        Yaml.MAPPER.readTree(STAY + CROWD + "- {name: wrong, " + rule + "}").forEach(rules::add);
        Pipelines pipelines = new Pipelines(Path.of("../.."));
        assertThatThrownBy(() -> pipelines.graph(FRAMES_PER_SECOND, rules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stage wrong: ")
                .hasMessageContaining(reason);
    }
}
