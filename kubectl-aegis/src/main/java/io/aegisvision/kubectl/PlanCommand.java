package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.domain.condition.Condition;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.gpupool.GpuPoolPlanner;
import io.aegisvision.domain.gpupool.GpuPoolSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What would become of manifests: the operator's own observers and planners, over a dry run of the API server. */
@Command(
        name = "plan",
        description = "What the operator would do about manifests: cells, slices, and what would find no place.",
        footer = {
            "",
            "Nothing is written: the API server validates the objects by a dry run, and the plan is made here by what the",
            "operator plans with. Needs the rights to apply the manifests, to read what they touch in the namespace, and to",
            "list nodes, pods and deployments of all namespaces. Exit status 1: something would find no place."
        },
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Option(
            names = {"-f", "--filename"},
            required = true,
            description = "a file of manifests; - for standard input")
    private Path file = Path.of("-");

    @Override
    public Integer call() throws IOException {
        try (KubernetesClient client = aegis.connection().open();
                InputStream yaml = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            Forecast forecast = Forecast.of(client, client.load(yaml).items());
            boolean fine = true;
            for (HasMetadata object : forecast.applied()) {
                if (object instanceof GpuPool pool) {
                    output.print(pool(pool, forecast));
                }
            }
            List<Forecast.Outlook> outlooks = new ArrayList<>();
            forecast.touched().forEach(pipeline -> outlooks.add(forecast.plan(pipeline)));
            outlooks.addAll(forecast.stranded());
            for (Forecast.Outlook outlook : outlooks) {
                output.print(outlook.tree());
                fine &= outlook.fine();
            }
            if (outlooks.isEmpty() && forecast.applied().stream().noneMatch(GpuPool.class::isInstance)) {
                output.print(
                        Tree.leaf("Nothing", "is planned", "no Pipeline, Stream, Model or GpuPool bears upon a cell"));
            }
            return fine ? 0 : 1;
        }
    }

    private static Tree pool(GpuPool pool, Forecast forecast) {
        ClusterObserver cluster = new ClusterObserver(forecast.caches());
        GpuPoolSnapshot snapshot = new GpuPoolSnapshot(
                ClusterObserver.pool(pool), cluster.pools(), cluster.observe(), List.of(), List.of());
        List<Tree> below = new ArrayList<>();
        for (Claim claim : GpuPoolPlanner.plan(snapshot, Instant.now()).claims()) {
            String yes = claim.status() == Condition.Status.True ? "" : "NOT ";
            below.add(Tree.leaf(yes + claim.type(), claim.reason(), claim.message()));
        }
        return new Tree("GpuPool", pool.getMetadata().getName(), "would be", below);
    }
}
