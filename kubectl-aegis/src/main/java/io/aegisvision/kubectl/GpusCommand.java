package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.controllers.cell.CellKeys;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.controllers.cell.DeviceObserver;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.DeviceView;
import io.aegisvision.domain.gpupool.GpuResource;
import io.aegisvision.domain.gpupool.NodeLedger;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import io.aegisvision.domain.gpupool.PoolLedger;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Each node's GPUs as a row of slices, and who holds them. With the device plugin a node and a profile is all that is known. */
@Command(
        name = "gpus",
        description = "Each node's GPUs as a row of slices, and who holds them.",
        footer = {
            "",
            "A slice is drawn as wide as its compute slices: # a cell, + a pod of others, . free, x out of order or",
            "unaccounted for, ! held beyond what the node offers.",
            "Where slices are made for claims, the free ones of each profile are those that fit if no other is made.",
            "Needs the right to list nodes, pods and deployments of all namespaces, and for pools that ask by claims",
            "resourceslices and resourceclaims."
        },
        mixinStandardHelpOptions = true)
final class GpusCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", arity = "0..1", description = "a GpuPool (default: every pool)")
    private @Nullable String name;

    @Option(names = "--free", description = "only nodes with something left")
    private boolean onlyFree;

    @Override
    public Integer call() {
        try (KubernetesClient client = aegis.connection().open()) {
            List<GpuPool> pools = client.resources(GpuPool.class).list().getItems();
            List<PoolLedger.Pool> known =
                    pools.stream().map(ClusterObserver::pool).toList();
            ClusterView cluster = ClusterObserver.view(
                    client.nodes().list().getItems(),
                    client.pods().inAnyNamespace().list().getItems(),
                    client.apps()
                            .deployments()
                            .inAnyNamespace()
                            .withLabel(Keys.MANAGED_BY, CellKeys.OPERATOR)
                            .list()
                            .getItems(),
                    devices(client, pools));
            List<GpuPool> shown = pools.stream()
                    .filter(pool -> name == null || pool.getMetadata().getName().equals(name))
                    .toList();
            if (name != null && shown.isEmpty()) {
                throw new IllegalArgumentException("there is no GpuPool " + name);
            }
            for (GpuPool pool : shown) {
                output.print(tree(pool, PoolLedger.of(ClusterObserver.pool(pool), known, cluster)));
            }
            return 0;
        }
    }

    private static DeviceView devices(KubernetesClient client, List<GpuPool> pools) {
        boolean asked = pools.stream()
                .anyMatch(pool -> pool.getSpec().allocation() == GpuPoolSpec.Allocation.DynamicResourceAllocation);
        return asked && client.supports(ResourceSlice.class)
                ? new DeviceObserver()
                        .observe(
                                client.resources(ResourceSlice.class).list().getItems(),
                                client.resources(ResourceClaim.class)
                                        .inAnyNamespace()
                                        .list()
                                        .getItems())
                : DeviceView.NOT_SERVED;
    }

    private Tree tree(GpuPool pool, PoolLedger ledger) {
        List<Tree> below = new ArrayList<>();
        ledger.nodes().stream()
                .filter(node -> !onlyFree
                        || node.open() && node.shares().values().stream().anyMatch(share -> share.free() > 0))
                .map(GpusCommand::node)
                .forEach(below::add);
        ledger.shared()
                .forEach((node, owner) -> below.add(Tree.leaf("Node", node, "counts for the older GpuPool " + owner)));
        ledger.waiting()
                .forEach(holder -> below.add(Tree.leaf(
                        "Cell", holder.namespace() + "/" + holder.label(), "waits for a node with " + asks(holder))));
        if (pool.getStatus() != null) {
            pool.getStatus()
                    .proposals()
                    .forEach(proposal -> below.add(Tree.leaf(
                            "Proposal",
                            proposal.node(),
                            "is idle; " + proposal.cells() + " cell(s) that wait would have a place under "
                                    + proposal.groups().stream()
                                            .map(group -> group.devices() + " " + new TreeMap<>(group.instances()))
                                            .collect(Collectors.joining(", ")))));
        }
        return new Tree(
                "GpuPool",
                pool.getMetadata().getName(),
                "mode " + ledger.spec().mode() + "; " + Sentence.of(pool),
                below);
    }

    static Tree node(NodeLedger node) {
        String about = node.product().orElse("product unknown")
                + node.gpus()
                        .map(gpus -> ", " + gpus + (gpus == 1 ? " GPU" : " GPUs"))
                        .orElse("")
                + (node.open() ? "" : node.ready() ? ", takes no new cells" : ", DOES NOT ANSWER");
        return new Tree(
                "Node",
                node.name(),
                about,
                node.shares().entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue(), node.cells()))
                        .toList());
    }

    private static Tree row(String resource, Share share, List<Holder> cells) {
        String kind = GpuResource.profile(resource).orElse("GPU");
        int width = kind.matches("[1-9]g\\..*") ? kind.charAt(0) - '0' : 1;
        List<String> boxes = new ArrayList<>();
        boxes.addAll(box("#", width, share.cells()));
        boxes.addAll(box("+", width, share.others()));
        boxes.addAll(box(".", width, share.free()));
        boxes.addAll(box("x", width, share.unhealthy() + share.unaccounted()));
        String over = share.over() > 0 ? " !" + share.over() + " too many" : "";
        String who = cells.stream()
                .filter(holder -> holder.requests().containsKey(resource))
                .map(holder -> holder.namespace() + "/" + holder.label())
                .sorted()
                .collect(Collectors.joining(" "));
        return Tree.leaf(
                kind,
                String.join(" ", boxes),
                share.held() + " of " + share.offered() + over + (who.isEmpty() ? "" : ": " + who));
    }

    private static List<String> box(String mark, int width, int count) {
        return Collections.nCopies(count, mark.repeat(width));
    }

    private static String asks(Holder holder) {
        return String.join(", ", holder.requests().keySet());
    }
}
