package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellJson;
import io.aegisvision.controllers.cell.CellKeys;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.controllers.cell.PodTrouble;
import io.aegisvision.controllers.model.VersionDigest;
import io.aegisvision.domain.pipeline.ActiveTrial;
import io.aegisvision.domain.pipeline.ActiveTrial.CanaryView;
import io.aegisvision.domain.pipeline.GraphResolver;
import io.aegisvision.domain.pipeline.ModelView;
import io.aegisvision.domain.pipeline.PinnedVersion;
import io.aegisvision.domain.pipeline.PipelineSnapshot;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Elsewhere;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Revision;
import io.aegisvision.domain.pipeline.PipelineSnapshot.StreamView;
import io.aegisvision.domain.stream.StreamCheck;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that decides what the cells of a pipeline do, from the caches. */
public final class PipelineObserver {
    private final CellCaches caches;
    private final CellStates states;
    private final ClusterObserver cluster;
    private final List<String> insecureRegistries;

    /** Reads from these caches and states. */
    public PipelineObserver(CellCaches caches, CellStates states, List<String> insecureRegistries) {
        this.caches = caches;
        this.states = states;
        this.cluster = new ClusterObserver(caches);
        this.insecureRegistries = List.copyOf(insecureRegistries);
    }

    /** Reads. */
    public PipelineSnapshot observe(Pipeline pipeline) {
        String namespace = pipeline.getMetadata().getNamespace();
        String name = pipeline.getMetadata().getName();
        List<StreamView> streams = caches.streams().in(namespace).stream()
                .filter(stream -> stream.getSpec().pipelineRef().name().equals(name))
                .map(PipelineObserver::stream)
                .sorted(Comparator.comparing(StreamView::name))
                .toList();
        Map<String, ModelView> models = models(caches, pipeline);
        Map<String, Map<String, String>> secrets = secrets(pipeline, streams, models);
        boolean tried = models.values().stream().anyMatch(model -> model.trial().isPresent());
        String pool = pipeline.getSpec().poolRef().name();
        return new PipelineSnapshot(
                namespace,
                name,
                pipeline.getSpec(),
                streams,
                secrets,
                models,
                tried ? elsewhere(namespace, name) : Map.of(),
                caches.pools().get("", pool).map(found -> pool(found)),
                cells(namespace, name),
                latest(pipeline),
                insecureRegistries);
    }

    private static StreamView stream(Stream stream) {
        return new StreamView(
                stream.getMetadata().getName(),
                stream.getMetadata().getUid(),
                stream.getSpec(),
                stream.getMetadata().getDeletionTimestamp() != null);
    }

    private PoolView pool(GpuPool pool) {
        return new PoolView(pool.getMetadata().getName(), cluster.ledger(pool));
    }

    /** The Models that exist among those that a pipeline's stages name, as its cells see them. */
    public static Map<String, ModelView> models(CellCaches caches, Pipeline pipeline) {
        String namespace = pipeline.getMetadata().getNamespace();
        Map<String, ModelView> views = new TreeMap<>();
        for (String name : GraphResolver.models(pipeline.getSpec())) {
            caches.models().get(namespace, name).ifPresent(model -> views.put(name, model(caches, model)));
        }
        return views;
    }

    private static ModelView model(CellCaches caches, Model model) {
        String name = model.getMetadata().getName();
        @Nullable ModelStatus status = model.getStatus();
        @Nullable String serving = status == null ? null : status.servingDigest();
        @Nullable
        String named = status == null || status.candidate() == null
                ? null
                : status.candidate().canary();
        List<CanaryView> canaries = caches.canaries().in(model.getMetadata().getNamespace()).stream()
                .filter(canary -> canary.getSpec().modelRef().name().equals(name))
                .filter(canary -> canary.getMetadata().getDeletionTimestamp() == null)
                .map(PipelineObserver::canary)
                .toList();
        return new ModelView(
                name,
                model.getSpec().versions().stream()
                        .map(version -> new PinnedVersion(version, VersionDigest.of(version)))
                        .toList(),
                Optional.ofNullable(serving),
                serving == null ? Optional.empty() : ActiveTrial.of(serving, named, canaries));
    }

    private static CanaryView canary(Canary canary) {
        return new CanaryView(
                canary.getMetadata().getName(), canary.getMetadata().getUid(), canary.getSpec(), canary.getStatus());
    }

    private Map<String, Map<String, String>> secrets(
            Pipeline pipeline, List<StreamView> streams, Map<String, ModelView> models) {
        Set<String> names = new TreeSet<>(GraphResolver.secrets(pipeline.getSpec()));
        streams.forEach(stream -> add(names, StreamCheck.secretName(stream.spec())));
        models.values().forEach(model -> {
            model.versions()
                    .forEach(version -> add(names, version.version().artifact().credentialsSecretRef()));
            model.trial().ifPresent(trial -> add(names, trial.clips().credentialsSecretRef()));
        });
        Map<String, Map<String, String>> contents = new TreeMap<>();
        for (String name : names) {
            caches.secrets()
                    .get(pipeline.getMetadata().getNamespace(), name)
                    .ifPresent(secret -> contents.put(name, CellJson.data(secret)));
        }
        return contents;
    }

    private static void add(Set<String> names, @Nullable NameRef ref) {
        if (ref != null) {
            names.add(ref.name());
        }
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }

    private Map<String, Elsewhere> elsewhere(String namespace, String pipeline) {
        Map<String, Set<String>> uids = new HashMap<>();
        Map<String, Map<String, Boolean>> cells = new HashMap<>();
        for (Secret secret : caches.secrets().in(namespace)) {
            if (!isCell(secret) || pipeline.equals(label(secret, Keys.PIPELINE))) {
                continue;
            }
            CellJson.config(secret)
                    .ifPresent(config -> config.graph().detectors().forEach(detector -> {
                        uids.computeIfAbsent(detector.model(), key -> new HashSet<>())
                                .addAll(config.streams().stream()
                                        .map(StreamAssignment::uid)
                                        .toList());
                        cells.computeIfAbsent(detector.model(), key -> new TreeMap<>())
                                .put(config.cell(), states.reachable(namespace, config.cell()));
                    }));
        }
        Map<String, Elsewhere> users = new TreeMap<>();
        uids.forEach((model, streams) -> users.put(model, new Elsewhere(streams, cells.getOrDefault(model, Map.of()))));
        return users;
    }

    private List<CellView> cells(String namespace, String pipeline) {
        Map<String, Secret> secrets = new TreeMap<>();
        Map<String, Deployment> deployments = new TreeMap<>();
        caches.secrets().in(namespace).stream()
                .filter(secret -> isCell(secret) && pipeline.equals(label(secret, Keys.PIPELINE)))
                .forEach(secret -> secrets.put(secret.getMetadata().getName(), secret));
        caches.deployments().in(namespace).stream()
                .filter(deployment -> isCell(deployment) && pipeline.equals(label(deployment, Keys.PIPELINE)))
                .filter(deployment -> deployment.getMetadata().getDeletionTimestamp() == null)
                .forEach(deployment -> deployments.put(deployment.getMetadata().getName(), deployment));
        Set<String> names = new TreeSet<>(secrets.keySet());
        names.addAll(deployments.keySet());
        return names.stream()
                .map(name -> cell(namespace, name, secrets.get(name), deployments.get(name)))
                .toList();
    }

    private CellView cell(String namespace, String name, @Nullable Secret secret, @Nullable Deployment deployment) {
        List<Pod> pods = caches.pods(namespace, name);
        String profile = deployment == null ? null : label(deployment, CellKeys.PROFILE);
        Optional<CellConfig> config = secret == null ? Optional.empty() : CellJson.config(secret);
        return new CellView(
                name,
                config,
                profile == null ? "" : profile,
                states.get(namespace, name),
                states.reachable(namespace, name),
                pods.stream().anyMatch(pod -> PodTrouble.stays(pod) && PodTrouble.ready(pod)),
                PodTrouble.of(pods));
    }

    private Revision latest(Pipeline pipeline) {
        return caches.revisions().in(pipeline.getMetadata().getNamespace()).stream()
                .filter(revision -> RevisionHistory.isOf(revision, pipeline))
                .max(Comparator.comparing(ControllerRevision::getRevision))
                .map(revision -> new Revision(revision.getRevision(), RevisionHistory.digest(revision)))
                .orElse(Revision.NONE);
    }

    private static boolean isCell(HasMetadata object) {
        return CellKeys.OPERATOR.equals(label(object, Keys.MANAGED_BY)) && label(object, Keys.CELL) != null;
    }

    private static @Nullable String label(HasMetadata object, String key) {
        @Nullable Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
