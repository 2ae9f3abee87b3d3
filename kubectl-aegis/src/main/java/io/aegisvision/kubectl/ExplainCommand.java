package io.aegisvision.kubectl;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.contract.StreamFacts;
import io.aegisvision.contract.StreamFacts.Spread;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Asks a stream's cell what the stream is doing, which stage holds it up, since when, and where its frames' time goes. */
@Command(
        name = "explain",
        description =
                "What a stream is doing now, why it is late, in which stage, and since when. Needs get on the cell's Secret and on pods/proxy.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a newer cell
            .build();

    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", description = "name of the Stream")
    private String name = "";

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        try (KubernetesClient client = aegis.connection().open()) {
            CellAccess cell = CellAccess.of(client, Connection.get(client, Stream.class, name));
            StreamExplanation told =
                    JSON.readValue(cell.get(CellApi.STREAMS + name + "/explain"), StreamExplanation.class);
            if (output.json()) {
                System.out.println(Output.write(told));
            } else {
                System.out.print(tree(told).render());
            }
            return 0;
        }
    }

    static Tree tree(StreamExplanation told) {
        StreamFacts facts = told.facts();
        List<Tree> below = new ArrayList<>();
        if (!told.remedy().isEmpty()) {
            below.add(Tree.leaf("do:", told.remedy(), ""));
        }
        @Nullable StreamReason reason = facts.reason();
        if (reason != null) {
            WhyCommand.advice(reason.name()).ifPresent(text -> below.add(Tree.leaf(reason.name() + ":", text, "")));
        }
        List<Tree> times = new ArrayList<>();
        facts.times()
                .forEach(one -> times.add(Tree.leaf(
                        one.stage().name(), spread(one.spread()), one.stage() == told.slowest() ? "<- slowest" : "")));
        if (!times.isEmpty()) {
            below.add(new Tree("times", "of the last " + facts.window() / 1000 + " s", "", times));
        }
        if (facts.lag() != null) {
            below.add(Tree.leaf("age", "of frames when analysed", spread(facts.lag())));
        }
        new TreeMap<>(facts.dropped())
                .forEach((drop, count) -> below.add(Tree.leaf(
                        "lost",
                        drop,
                        count + " of "
                                + (facts.processed()
                                        + facts.dropped().values().stream()
                                                .mapToLong(Long::longValue)
                                                .sum()))));
        return new Tree(
                "Stream",
                facts.stream(),
                (told.late() ? "LATE in " : "") + told.stage() + " since " + told.since() / 1000 + " s: "
                        + told.sentence(),
                below);
    }

    private static String spread(Spread spread) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p95 %.1f ms, longest %.1f ms, %d times",
                spread.p50(),
                spread.p95(),
                spread.max(),
                spread.count());
    }
}
