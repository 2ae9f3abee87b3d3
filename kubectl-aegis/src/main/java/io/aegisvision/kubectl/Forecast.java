package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellKeys;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.pipeline.PipelineObserver;
import io.aegisvision.domain.pipeline.GraphResolver;
import io.aegisvision.domain.pipeline.PipelinePlan;
import io.aegisvision.domain.pipeline.PipelinePlan.CellPlan;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelinePlanner;
import io.aegisvision.domain.pipeline.PipelineSnapshot;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import io.aegisvision.domain.pipeline.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The cluster as it would be with manifests applied, as far as the plans of pipelines look at it. */
final class Forecast {
    private static final PatchContext DRY_RUN = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("kubectl-aegis-plan")
            .withForce(true)
            .withDryRun(List.of("All"))
            .build();
    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(GpuPool.class, Pipeline.class, Stream.class, Model.class);
    private static final List<Class<? extends HasMetadata>> NAMESPACED =
            List.of(Pipeline.class, Stream.class, Model.class, Canary.class, Secret.class, ControllerRevision.class);
    /** Seen from here no cell answers: a plan of places does not ask them. */
    private static final CellStates SILENT = new CellStates() {
        @Override
        public Optional<CellState> get(String namespace, String cell) {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> age(String namespace, String cell) {
            return Optional.empty();
        }
    };

    private final List<HasMetadata> applied;
    private final Map<Class<?>, List<? extends HasMetadata>> objects;
    private final boolean claimsServed;

    private Forecast(
            List<HasMetadata> applied, Map<Class<?>, List<? extends HasMetadata>> objects, boolean claimsServed) {
        this.applied = applied;
        this.objects = objects;
        this.claimsServed = claimsServed;
    }

    /** A plan in words. @param fine whether everything would find its place */
    record Outlook(Tree tree, boolean fine) {}

    /** Lets the API server try the manifests, without effect, and lists what is there. */
    static Forecast of(KubernetesClient client, List<HasMetadata> manifests) {
        List<HasMetadata> applied =
                manifests.stream().map(manifest -> tried(client, manifest)).toList();
        Map<Class<?>, List<? extends HasMetadata>> objects = new HashMap<>();
        Forecast forecast = new Forecast(applied, objects, client.supports(ResourceSlice.class));
        objects.put(GpuPool.class, client.resources(GpuPool.class).list().getItems());
        if (forecast.byClaim()) {
            objects.put(
                    ResourceSlice.class,
                    client.resources(ResourceSlice.class).list().getItems());
            objects.put(
                    ResourceClaim.class,
                    client.resources(ResourceClaim.class)
                            .inAnyNamespace()
                            .list()
                            .getItems());
        }
        objects.put(Node.class, client.nodes().list().getItems());
        objects.put(Pod.class, client.pods().inAnyNamespace().list().getItems());
        objects.put(
                Deployment.class,
                client.apps()
                        .deployments()
                        .inAnyNamespace()
                        .withLabel(Keys.MANAGED_BY, CellKeys.OPERATOR)
                        .list()
                        .getItems());
        Set<String> namespaces = applied.stream()
                .map(object -> object.getMetadata().getNamespace())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        if (namespaces.isEmpty()) {
            namespaces.add(client.getNamespace());
        }
        NAMESPACED.forEach(type -> objects.put(type, list(client, type, namespaces)));
        return forecast;
    }

    /** Whether some pool asks by claims, and the cluster knows them. */
    private boolean byClaim() {
        return claimsServed
                && all(GpuPool.class).stream()
                        .anyMatch(pool ->
                                pool.getSpec().allocation() == GpuPoolSpec.Allocation.DynamicResourceAllocation);
    }

    private static HasMetadata tried(KubernetesClient client, HasMetadata manifest) {
        boolean ofTheCluster = manifest.getKind().equals(HasMetadata.getKind(GpuPool.class));
        String namespace = Objects.requireNonNullElse(manifest.getMetadata().getNamespace(), client.getNamespace());
        HasMetadata tried = ofTheCluster
                ? client.resource(manifest).patch(DRY_RUN)
                : client.resource(manifest).inNamespace(namespace).patch(DRY_RUN);
        // what is read from a file is of no class of ours
        return KINDS.stream()
                .filter(kind -> HasMetadata.getKind(kind).equals(tried.getKind())
                        && HasMetadata.getApiVersion(kind).equals(tried.getApiVersion()))
                .findFirst()
                .<HasMetadata>map(kind -> client.getKubernetesSerialization().convertValue(tried, kind))
                .orElse(tried);
    }

    private static List<? extends HasMetadata> list(
            KubernetesClient client, Class<? extends HasMetadata> type, Set<String> namespaces) {
        return namespaces.stream()
                .flatMap(namespace -> client.resources(type).inNamespace(namespace).list().getItems().stream())
                .toList();
    }

    /** The manifests as the API server would keep them. */
    List<HasMetadata> applied() {
        return applied;
    }

    /** What the operator's caches would hold. */
    CellCaches caches() {
        return CellCaches.listed(new CellCaches.Lists() {
            @Override
            public <R extends HasMetadata> List<R> of(Class<R> type) {
                return all(type);
            }

            @Override
            public boolean claimsServed() {
                return claimsServed;
            }
        });
    }

    private <R extends HasMetadata> List<R> all(Class<R> type) {
        Map<String, R> byName = new HashMap<>();
        objects.getOrDefault(type, List.of()).forEach(object -> byName.put(key(object), type.cast(object)));
        applied.stream().filter(type::isInstance).forEach(object -> byName.put(key(object), type.cast(object)));
        return List.copyOf(byName.values());
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** Pipelines that the manifests bear upon, in name order. */
    List<Pipeline> touched() {
        return all(Pipeline.class).stream()
                .filter(pipeline -> applied.stream().anyMatch(object -> bearsUpon(object, pipeline)))
                .sorted(Comparator.comparing(Forecast::key))
                .toList();
    }

    /** Streams of the manifests whose Pipeline is neither there nor among them: nothing would run them. */
    List<Outlook> stranded() {
        Set<String> pipelines = all(Pipeline.class).stream().map(Forecast::key).collect(Collectors.toSet());
        return applied.stream()
                .filter(Stream.class::isInstance)
                .map(Stream.class::cast)
                .filter(stream -> !pipelines.contains(stream.getMetadata().getNamespace() + "/"
                        + stream.getSpec().pipelineRef().name()))
                .sorted(Comparator.comparing(Forecast::key))
                .map(stream -> new Outlook(
                        new Tree(
                                "Stream",
                                key(stream),
                                "would wait",
                                List.of(trouble(new Problem(
                                        Reason.PipelineNotFound,
                                        "there is no Pipeline "
                                                + stream.getSpec().pipelineRef().name())))),
                        false))
                .toList();
    }

    private static boolean bearsUpon(HasMetadata object, Pipeline pipeline) {
        String name = object.getMetadata().getName();
        if (object instanceof GpuPool) {
            return pipeline.getSpec().poolRef().name().equals(name);
        }
        return Objects.equals(
                        object.getMetadata().getNamespace(),
                        pipeline.getMetadata().getNamespace())
                && switch (object) {
                    case Pipeline _ -> name.equals(pipeline.getMetadata().getName());
                    case Stream stream ->
                        stream.getSpec()
                                .pipelineRef()
                                .name()
                                .equals(pipeline.getMetadata().getName());
                    case Model _ -> GraphResolver.models(pipeline.getSpec()).contains(name);
                    default -> false;
                };
    }

    /** Plans one; what it takes is taken from the next. */
    Outlook plan(Pipeline pipeline) {
        PipelineSnapshot snapshot = new PipelineObserver(caches(), SILENT, List.of()).observe(pipeline);
        PipelinePlan plan = PipelinePlanner.plan(snapshot);
        List<Tree> below = new ArrayList<>();
        plan.spec().forEach(problem -> below.add(trouble(problem)));
        plan.refs().forEach(problem -> below.add(trouble(problem)));
        Map<String, CellView> present =
                snapshot.cells().stream().collect(Collectors.toMap(CellView::name, cell -> cell));
        plan.cells().forEach(cell -> below.add(cell(cell, Optional.ofNullable(present.get(cell.name())))));
        plan.removed().forEach(cell -> below.add(Tree.leaf("Cell", cell, "goes: no stream is left to it")));
        plan.noPlace().ifPresent(problem -> below.add(trouble(problem)));
        take(snapshot, plan);
        String revision = plan.revision().number() + (plan.newRevision() ? ", new" : "");
        return new Outlook(
                new Tree("Pipeline", key(pipeline), "would run revision " + revision, below),
                plan.spec().isEmpty() && plan.refs().isEmpty() && plan.noPlace().isEmpty());
    }

    private static Tree trouble(Problem problem) {
        return Tree.leaf("NOT", problem.reason().name(), problem.message());
    }

    private static Tree cell(CellPlan cell, Optional<CellView> present) {
        String slice = cell.shape()
                .map(Shape::profile)
                .filter(profile -> !profile.isEmpty())
                .map(profile -> " on a " + profile)
                .orElse("");
        List<String> streams = names(cell.config());
        String said = " with " + String.join(", ", streams);
        if (present.isEmpty()) {
            return Tree.leaf("Cell", cell.name(), "is made" + slice + said);
        }
        boolean anew = cell.shape()
                .filter(shape -> !shape.profile().equals(present.get().profile()))
                .isPresent();
        boolean same = present.get().config().map(Forecast::names).equals(Optional.of(streams));
        return Tree.leaf(
                "Cell", cell.name(), (anew ? "starts anew" + slice : same ? "goes on as it is" : "goes on") + said);
    }

    private static List<String> names(CellConfig config) {
        return config.streams().stream().map(StreamAssignment::name).sorted().toList();
    }

    /** Cells that would be made hold their places against the pipelines that are planned after this one. */
    private void take(PipelineSnapshot snapshot, PipelinePlan plan) {
        List<Deployment> deployments = new ArrayList<>(all(Deployment.class));
        for (CellPlan cell : plan.cells()) {
            if (cell.takesPlace() && cell.shape().isPresent()) {
                deployments.add(stand(snapshot, cell, cell.shape().get()));
            }
        }
        objects.put(Deployment.class, deployments);
    }

    private static Deployment stand(PipelineSnapshot snapshot, CellPlan cell, Shape shape) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(cell.name())
                .withNamespace(snapshot.namespace())
                .withLabels(CellKeys.labels(snapshot.name(), cell.name()))
                .addToLabels(CellKeys.POOL, shape.pool().name())
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withNewResources()
                .withRequests(shape.resource()
                        .map(resource -> Map.of(resource, new Quantity("1")))
                        .orElse(Map.of()))
                .endResources()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
