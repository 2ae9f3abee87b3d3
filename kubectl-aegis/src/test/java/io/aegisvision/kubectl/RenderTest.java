package io.aegisvision.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderTest {
    @Test
    void aTreeIsDrawnWithItsBranches() {
        Tree tree = new Tree(
                "Model",
                "street",
                "serves v1",
                List.of(
                        new Tree("Canary", "a", "Promoted", List.of(Tree.leaf("Gate", "a-1", "Executed"))),
                        Tree.leaf("Canary", "b", "Judging")));

        assertThat(tree.render()).isEqualTo("""
                Model street  serves v1
                ├─ Canary a  Promoted
                │  └─ Gate a-1  Executed
                └─ Canary b  Judging
                """);
    }

    @Test
    void whyNamesWhatTroublesAndWhatToDo() {
        List<Tree> causes = WhyCommand.causes(List.of(
                condition("Ready", "False", "UnknownZone", "zone dock is not in the stream"),
                condition("Stalled", "True", "UnknownZone", "zone dock is not in the stream"),
                condition("Accepted", "True", "Valid", "")));

        assertThat(causes).extracting(Tree::kind).containsExactly("Ready", "Stalled");
        assertThat(causes.getFirst().below()).hasSize(1);
        assertThat(causes.getFirst().below().getFirst().name()).isNotBlank();
    }

    @Test
    void anEventIsOneLine() throws Exception {
        String line = EventsCommand.line(new ObjectMapper().readTree("""
                {"type":"io.aegisvision.line.crossed.v1","data":{"at":1700000000000000,"stream":"gate-north","rule":"gate",
                 "track":{"id":7,"label":"car"},"direction":"LeftToRight","model":{"version":"v1"},"count":null}}"""));

        assertThat(line).isEqualTo("2023-11-14T22:13:20Z  gate-north  line.crossed  gate track 7 car LeftToRight  v1");
    }

    @Test
    void noVerbPromotes() {
        assertThat(Aegis.commandLine().getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "status",
                        "why",
                        "evidence",
                        "events",
                        "snapshot",
                        "view",
                        "explain",
                        "gpus",
                        "plan",
                        "approve",
                        "reject",
                        "revoke");
    }

    private static Condition condition(String type, String status, String reason, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .build();
    }
}
