package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the reconcilers of Pipeline, Stream and GpuPool read, one cache per type, of all namespaces. */
public final class CellCaches {
    private static final String HELM_RELEASE = "helm.sh/release.v1";
    private static final String BY_CELL = "cell";

    private final SharedCache<Pipeline> pipelines;
    private final SharedCache<Stream> streams;
    private final SharedCache<Model> models;
    private final SharedCache<Canary> canaries;
    private final SharedCache<GpuPool> pools;
    private final SharedCache<Secret> secrets;
    private final SharedCache<Deployment> deployments;
    private final SharedCache<Pod> pods;
    private final SharedCache<Node> nodes;
    private final SharedCache<ControllerRevision> revisions;
    private final ClaimCaches claims;

    /** @param client of the operator; rights to get, list and watch each of these types are needed */
    public CellCaches(KubernetesClient client) {
        pipelines = all(client, Pipeline.class);
        streams = all(client, Stream.class);
        models = all(client, Model.class);
        canaries = all(client, Canary.class);
        pools = new SharedCache<>(() -> client.resources(GpuPool.class).runnableInformer(0));
        // Secrets that specs name are anybody's, so there is no label to select by; releases of Helm are large
        secrets = new SharedCache<>(
                informer(() -> client.secrets().inAnyNamespace().withoutField("type", HELM_RELEASE)));
        deployments = new SharedCache<>(informer(
                () -> client.apps().deployments().inAnyNamespace().withLabel(Keys.MANAGED_BY, CellKeys.OPERATOR)));
        revisions = new SharedCache<>(informer(() ->
                client.apps().controllerRevisions().inAnyNamespace().withLabel(Keys.MANAGED_BY, CellKeys.OPERATOR)));
        // every pod: others take slices too
        pods = new SharedCache<>(() -> {
            SharedIndexInformer<Pod> informer = client.pods().inAnyNamespace().runnableInformer(0);
            informer.itemStore(new SlimPods());
            informer.addIndexers(Map.of(BY_CELL, CellCaches::cell));
            return informer;
        });
        nodes = new SharedCache<>(() -> client.nodes().runnableInformer(0));
        claims = new ClaimCaches(client);
    }

    private CellCaches(Lists lists) {
        pipelines = SharedCache.listed(lists.of(Pipeline.class));
        streams = SharedCache.listed(lists.of(Stream.class));
        models = SharedCache.listed(lists.of(Model.class));
        canaries = SharedCache.listed(lists.of(Canary.class));
        pools = SharedCache.listed(lists.of(GpuPool.class));
        secrets = SharedCache.listed(lists.of(Secret.class));
        deployments = SharedCache.listed(lists.of(Deployment.class));
        pods = SharedCache.listed(lists.of(Pod.class));
        nodes = SharedCache.listed(lists.of(Node.class));
        revisions = SharedCache.listed(lists.of(ControllerRevision.class));
        claims = ClaimCaches.listed(lists);
    }

    /** Objects by type. */
    public interface Lists {
        /** All that are to be seen. */
        <R extends HasMetadata> List<R> of(Class<R> type);

        /** Whether the API server knows claims on devices. */
        boolean claimsServed();
    }

    /** Caches of what was listed, for a look at a moment: nothing is watched. */
    public static CellCaches listed(Lists lists) {
        return new CellCaches(lists);
    }

    /** Starts every cache and waits until all are filled; does nothing the second time. */
    public void start() {
        everything().forEach(SharedCache::start);
        claims.start();
    }

    /** Stops every cache. */
    public void stop() {
        everything().forEach(SharedCache::stop);
        claims.stop();
    }

    public SharedCache<Pipeline> pipelines() {
        return pipelines;
    }

    public SharedCache<Stream> streams() {
        return streams;
    }

    public SharedCache<Model> models() {
        return models;
    }

    public SharedCache<Canary> canaries() {
        return canaries;
    }

    public SharedCache<GpuPool> pools() {
        return pools;
    }

    public SharedCache<Secret> secrets() {
        return secrets;
    }

    public SharedCache<Deployment> deployments() {
        return deployments;
    }

    public SharedCache<Pod> pods() {
        return pods;
    }

    /** The pods of a cell. */
    public List<Pod> pods(String namespace, String cell) {
        String key = namespace + "/" + cell;
        return pods.by(BY_CELL, key, pod -> cell(pod).contains(key));
    }

    private static List<String> cell(Pod pod) {
        @Nullable Map<String, String> labels = pod.getMetadata().getLabels();
        String cell = labels == null ? null : labels.get(Keys.CELL);
        return cell == null ? List.of() : List.of(pod.getMetadata().getNamespace() + "/" + cell);
    }

    public SharedCache<Node> nodes() {
        return nodes;
    }

    public SharedCache<ControllerRevision> revisions() {
        return revisions;
    }

    /** Devices and claims on them. */
    public ClaimCaches claims() {
        return claims;
    }

    private List<SharedCache<?>> everything() {
        return List.of(pipelines, streams, models, canaries, pools, secrets, deployments, pods, nodes, revisions);
    }

    private static <R extends HasMetadata> SharedCache<R> all(KubernetesClient client, Class<R> type) {
        return new SharedCache<>(() -> client.resources(type).inAnyNamespace().runnableInformer(0));
    }

    private static <R extends HasMetadata> Supplier<SharedIndexInformer<R>> informer(
            Supplier<? extends FilterWatchListDeletable<R, ?, ?>> list) {
        return () -> list.get().runnableInformer(0);
    }
}
