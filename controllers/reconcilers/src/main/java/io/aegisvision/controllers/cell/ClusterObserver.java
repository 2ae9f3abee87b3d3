package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.ClusterView.CellRef;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.ClusterView.Taint;
import io.aegisvision.domain.gpupool.DeviceView;
import io.aegisvision.domain.gpupool.DeviceView.Held;
import io.aegisvision.domain.gpupool.GpuResource;
import io.aegisvision.domain.gpupool.PoolLedger;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pools, nodes, and what pods and cells take of them, from the caches. */
public final class ClusterObserver {
    private static final Set<String> KEEPS_AWAY =
            Set.of(GpuPoolSpec.Effect.NoSchedule.name(), GpuPoolSpec.Effect.NoExecute.name());

    private final CellCaches caches;

    /** Reads from these caches. */
    public ClusterObserver(CellCaches caches) {
        this.caches = caches;
    }

    /** Every pool. */
    public List<PoolLedger.Pool> pools() {
        return caches.pools().all().stream().map(ClusterObserver::pool).toList();
    }

    /** One pool. */
    public static PoolLedger.Pool pool(GpuPool pool) {
        return new PoolLedger.Pool(pool.getMetadata().getName(), made(pool), pool.getSpec());
    }

    /** What a pool has now. */
    public PoolLedger ledger(GpuPool pool) {
        return PoolLedger.of(pool(pool), pools(), observe());
    }

    /** The cluster now. */
    public ClusterView observe() {
        return view(
                caches.nodes().all(),
                caches.pods().all(),
                caches.deployments().all(),
                caches.claims().devices());
    }

    /**
     * A cluster of these objects. A cell none of whose pods is bound holds a place all the same: it is given away. A pod on
     * its way out gives its place to the next one of its cell, unless its node is gone.
     */
    public static ClusterView view(
            Collection<Node> nodes, Collection<Pod> pods, Collection<Deployment> deployments, DeviceView devices) {
        Claims claims = new Claims(devices);
        List<NodeView> views = nodes.stream().map(ClusterObserver::node).toList();
        Set<String> answering =
                views.stream().filter(NodeView::ready).map(NodeView::name).collect(Collectors.toSet());
        List<Holder> holders = new ArrayList<>();
        Set<String> bound = new HashSet<>();
        Map<String, Instant> pending = new HashMap<>();
        for (Pod pod : pods) {
            String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
            if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
                continue;
            }
            Optional<CellRef> cell = cell(pod);
            boolean leaving = pod.getMetadata().getDeletionTimestamp() != null;
            String node = pod.getSpec().getNodeName();
            Map<String, Integer> requests =
                    requests(pod.getSpec().getInitContainers(), pod.getSpec().getContainers());
            claims.of(pod).forEach((resource, count) -> requests.merge(resource, count, Integer::sum));
            if (node != null && (cell.isPresent() || !requests.isEmpty())) {
                holders.add(new Holder(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        cell,
                        Optional.of(node),
                        made(pod),
                        leaving,
                        requests));
            }
            cell.map(ref -> pod.getMetadata().getNamespace() + "/" + ref.name()).ifPresent(key -> {
                if (node == null) {
                    pending.put(key, made(pod));
                } else if (!leaving || answering.contains(node)) {
                    bound.add(key);
                }
            });
        }
        holders.addAll(claims.left());
        deployments.stream()
                .filter(deployment -> deployment.getMetadata().getDeletionTimestamp() == null)
                .forEach(deployment -> waiting(deployment, bound, pending).ifPresent(holders::add));
        return new ClusterView(views, holders, devices);
    }

    private static Optional<Holder> waiting(Deployment deployment, Set<String> bound, Map<String, Instant> pending) {
        String namespace = deployment.getMetadata().getNamespace();
        String name = deployment.getMetadata().getName();
        String key = namespace + "/" + name;
        Optional<CellRef> cell = cell(deployment);
        if (cell.isEmpty() || bound.contains(key)) {
            return Optional.empty();
        }
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Map<String, Integer> requests = requests(pod.getInitContainers(), pod.getContainers());
        if (!pod.getResourceClaims().isEmpty()) {
            @Nullable String profile = label(deployment, CellKeys.PROFILE);
            requests.put(profile == null ? GpuResource.WHOLE : GpuResource.slice(profile), 1);
        }
        return Optional.of(new Holder(
                namespace, name, cell, Optional.empty(), pending.getOrDefault(key, made(deployment)), false, requests));
    }

    /** Devices that claims hold, by who uses them. */
    private static final class Claims {
        private final Map<String, Map<String, Integer>> byPod = new HashMap<>();
        private final Map<String, String> nodes = new HashMap<>();
        private final List<Held> unused = new ArrayList<>();

        Claims(DeviceView devices) {
            devices.published().forEach(published -> nodes.put(published.pool(), published.node()));
            for (Held held : devices.held()) {
                // what several pods share is told of one
                held.pods().stream()
                        .findFirst()
                        .ifPresentOrElse(
                                pod -> byPod.computeIfAbsent(held.namespace() + "/" + pod, key -> new TreeMap<>())
                                        .merge(held.resource(), 1, Integer::sum),
                                () -> unused.add(held));
            }
        }

        Map<String, Integer> of(Pod pod) {
            return byPod.getOrDefault(
                    pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(), Map.of());
        }

        /** Claims that no pod uses and that hold devices all the same. */
        List<Holder> left() {
            return unused.stream()
                    .filter(held -> held.cell().isEmpty())
                    .map(held -> new Holder(
                            held.namespace(),
                            held.claim(),
                            Optional.empty(),
                            Optional.of(nodes.getOrDefault(held.pool(), held.pool())),
                            Instant.EPOCH,
                            false,
                            Map.of(held.resource(), 1)))
                    .toList();
        }
    }

    /** Whether a pod counts: one of a cell's, or one that asks for GPUs. */
    public static boolean counts(Pod pod) {
        return label(pod, Keys.CELL) != null
                || !requests(pod.getSpec().getInitContainers(), pod.getSpec().getContainers())
                        .isEmpty();
    }

    /** Whether a claim counts: one of a cell's, or one that holds a GPU. */
    public static boolean counts(ResourceClaim claim) {
        return label(claim, Keys.CELL) != null
                || claim.getStatus() != null
                        && claim.getStatus().getAllocation() != null
                        && claim.getStatus().getAllocation().getDevices().getResults().stream()
                                .anyMatch(result -> DeviceObserver.DRIVER.equals(result.getDriver()));
    }

    private static Optional<CellRef> cell(HasMetadata object) {
        String pool = label(object, CellKeys.POOL);
        String pipeline = label(object, Keys.PIPELINE);
        String name = label(object, Keys.CELL);
        return pool == null || pipeline == null || name == null
                ? Optional.empty()
                : Optional.of(new CellRef(pool, pipeline, name));
    }

    private static NodeView node(Node node) {
        boolean ready = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        List<Taint> taints = node.getSpec() == null
                ? List.of()
                : node.getSpec().getTaints().stream()
                        .filter(taint -> KEEPS_AWAY.contains(taint.getEffect()))
                        .map(taint -> new Taint(
                                taint.getKey(),
                                taint.getValue() == null ? "" : taint.getValue(),
                                GpuPoolSpec.Effect.valueOf(taint.getEffect())))
                        .toList();
        @Nullable Map<String, String> labels = node.getMetadata().getLabels();
        return new NodeView(
                node.getMetadata().getName(),
                ready,
                cordoned,
                taints,
                labels == null ? Map.of() : labels,
                node.getStatus() == null ? Map.of() : counts(node.getStatus().getCapacity()),
                node.getStatus() == null ? Map.of() : counts(node.getStatus().getAllocatable()));
    }

    /** As the scheduler adds them up: containers, and sidecars, which go on running. */
    private static Map<String, Integer> requests(List<Container> init, List<Container> containers) {
        Map<String, Integer> sum = new TreeMap<>();
        List<Container> all = new ArrayList<>(containers);
        init.stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .forEach(all::add);
        for (Container container : all) {
            if (container.getResources() != null) {
                counts(container.getResources().getRequests())
                        .forEach((name, count) -> sum.merge(name, count, Integer::sum));
            }
        }
        return sum;
    }

    private static Map<String, Integer> counts(@Nullable Map<String, Quantity> amounts) {
        Map<String, Integer> counts = new TreeMap<>();
        if (amounts != null) {
            amounts.forEach((name, amount) -> {
                if (name.startsWith(GpuResource.VENDOR)) {
                    counts.put(name, amount.getNumericalAmount().intValue());
                }
            });
        }
        return counts;
    }

    private static Instant made(HasMetadata object) {
        String time = object.getMetadata().getCreationTimestamp();
        return time == null ? Instant.EPOCH : Instant.parse(time);
    }

    private static @Nullable String label(HasMetadata object, String key) {
        @Nullable Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
