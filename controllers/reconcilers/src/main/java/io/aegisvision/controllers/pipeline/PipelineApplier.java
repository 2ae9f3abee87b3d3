package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellJson;
import io.aegisvision.controllers.cell.CellKeys;
import io.aegisvision.controllers.cell.CellRenderer;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.Drift;
import io.aegisvision.controllers.cell.PodTrouble;
import io.aegisvision.controllers.cell.SharedCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.domain.pipeline.PipelinePlan;
import io.aegisvision.domain.pipeline.PipelinePlan.CellPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a plan: first the revision, then each cell's Secret, pod annotation, template of claims and Deployment, then what is to go. A write
 * that fails is noted and the other cells go on.
 */
public final class PipelineApplier {
    /**
     * A cell that answers and does not run its config this long after its kubelet was told is told again: the kubelet may
     * have looked before it had the Secret. One that does not answer is left alone: what starts reads what is there.
     */
    static final Duration NUDGE_AFTER = Duration.ofSeconds(2);

    private static final String NUDGED_AT = "aegisvision.io/config-nudged-at";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(CellKeys.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final CellCaches caches;
    private final CellStates states;
    private final CellRenderer renderer;
    private final Supplier<String> tokens;
    private final InstantSource clock;

    /** @param tokens makes a new secret token */
    public PipelineApplier(
            KubernetesClient client,
            CellCaches caches,
            CellStates states,
            CellRenderer renderer,
            Supplier<String> tokens,
            InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.states = states;
        this.renderer = renderer;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * What became of a plan.
     *
     * @param failures for people, by cell; empty when all was written
     * @param unapplied whether a cell answers and does not run its config yet
     */
    public record Outcome(List<String> failures, boolean unapplied) {}

    /** Writes what differs from the caches. */
    public Outcome apply(Pipeline pipeline, PipelinePlan plan) {
        List<String> failures = new ArrayList<>();
        if (plan.newRevision()) {
            attempt("revision", failures, () -> caches.revisions()
                    .wrote(write(RevisionHistory.render(pipeline, plan.revision()))));
            if (!failures.isEmpty()) {
                // nothing may run a revision that is not recorded: its number could come again with other stages
                return new Outcome(failures, false);
            }
        }
        OwnerReference owner = Owned.reference(pipeline);
        boolean unapplied = false;
        for (CellPlan cell : plan.cells()) {
            attempt("cell " + cell.name(), failures, () -> cell(pipeline, cell, owner));
            unapplied |= reachable(cell.config()) && !applied(cell.config());
        }
        String namespace = pipeline.getMetadata().getNamespace();
        for (String name : plan.removed()) {
            attempt("cell " + name, failures, () -> {
                remove(caches.deployments(), namespace, name);
                remove(caches.secrets(), namespace, name);
                removeTemplates(namespace, name, Optional.empty());
            });
        }
        attempt("revisions", failures, () -> prune(pipeline));
        return new Outcome(List.copyOf(failures), unapplied);
    }

    private void cell(Pipeline pipeline, CellPlan cell, OwnerReference owner) {
        CellConfig config = cell.config();
        Optional<Secret> known = caches.secrets().get(config.namespace(), cell.name());
        Secret secret = renderer.secret(config, token(config, known), owner);
        if (known.isEmpty() || Drift.between(secret, known.get())) {
            caches.secrets().wrote(write(secret));
        }
        for (Pod pod : caches.pods(config.namespace(), cell.name())) {
            nudge(pod, config);
        }
        cell.shape().ifPresent(shape -> {
            Deployment deployment =
                    renderer.deployment(config, pipeline.getSpec().cells(), shape, owner);
            Optional<ResourceClaimTemplate> claim = renderer.deviceClaim(config, shape, owner);
            claim.filter(template -> caches.claims()
                            .templates()
                            .get(config.namespace(), template.getMetadata().getName())
                            .isEmpty())
                    .ifPresent(template -> caches.claims().templates().wrote(write(template)));
            Optional<Deployment> present = caches.deployments().get(config.namespace(), cell.name());
            if (present.isEmpty() || Drift.between(deployment, present.get())) {
                renderer.claim(config, pipeline.getSpec().cells(), owner).ifPresent(this::write);
                caches.deployments().wrote(write(deployment));
            }
            removeTemplates(config.namespace(), cell.name(), claim.map(one -> one.getMetadata()
                    .getName()));
        });
    }

    /** Templates of a cell that its Deployment does not name any more. */
    private void removeTemplates(String namespace, String cell, Optional<String> but) {
        caches.claims().templates().in(namespace).stream()
                .filter(template ->
                        cell.equals(template.getMetadata().getLabels().get(Keys.CELL)))
                .map(template -> template.getMetadata().getName())
                .filter(name -> !name.equals(but.orElse("")))
                .forEach(name -> remove(caches.claims().templates(), namespace, name));
    }

    private String token(CellConfig config, Optional<Secret> known) {
        // a live read: a cache that lags behind a restart of the operator must not give a running cell another token
        return known.flatMap(CellJson::token)
                .or(() -> Optional.ofNullable(client.secrets()
                                .inNamespace(config.namespace())
                                .withName(config.cell())
                                .get())
                        .flatMap(CellJson::token))
                .orElseGet(tokens);
    }

    /** Makes the kubelet look at the Secret now instead of within a minute. */
    private void nudge(Pod pod, CellConfig config) {
        if (!PodTrouble.stays(pod)) {
            return;
        }
        @Nullable Map<String, String> given = pod.getMetadata().getAnnotations();
        Map<String, String> annotations = given == null ? Map.of() : given;
        boolean told = config.revision().equals(annotations.get(CellKeys.CONFIG_REVISION));
        Instant now = clock.instant();
        if (told
                && (!reachable(config)
                        || applied(config)
                        || refused(config)
                        || !due(annotations.get(NUDGED_AT), now))) {
            return;
        }
        String patch = "{\"metadata\":{\"annotations\":{\"" + CellKeys.CONFIG_REVISION + "\":\"" + config.revision()
                + "\",\"" + NUDGED_AT + "\":\"" + now + "\"}}}";
        Pod patched = client.pods()
                .inNamespace(config.namespace())
                .withName(pod.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        if (patched != null) {
            caches.pods().wrote(patched);
        }
    }

    private static boolean due(@Nullable String nudgedAt, Instant now) {
        return nudgedAt == null
                || Duration.between(Instant.parse(nudgedAt), now).compareTo(NUDGE_AFTER) >= 0;
    }

    private boolean reachable(CellConfig config) {
        return states.reachable(config.namespace(), config.cell());
    }

    private boolean applied(CellConfig config) {
        return states.get(config.namespace(), config.cell())
                .map(state -> state.appliedRevision().equals(config.revision()))
                .orElse(false);
    }

    private boolean refused(CellConfig config) {
        return states.get(config.namespace(), config.cell())
                .map(CellState::configProblem)
                .isPresent();
    }

    private <R extends HasMetadata> void remove(SharedCache<R> cache, String namespace, String name) {
        cache.get(namespace, name).ifPresent(object -> {
            client.resource(object).delete();
            cache.deleted(object);
        });
    }

    private void prune(Pipeline pipeline) {
        List<ControllerRevision> all = caches
                .revisions()
                .in(pipeline.getMetadata().getNamespace())
                .stream()
                .filter(revision -> RevisionHistory.isOf(revision, pipeline))
                .toList();
        RevisionHistory.surplus(all, pipeline.getSpec().revisionHistoryLimit()).forEach(revision -> {
            client.resource(revision).delete();
            caches.revisions().deleted(revision);
        });
    }

    private <R extends HasMetadata> R write(R object) {
        return client.resource(object).patch(APPLY);
    }

    private static void attempt(String what, List<String> failures, Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            String cause = e.getStatus() == null
                    ? "the API server does not answer"
                    : e.getStatus().getMessage();
            failures.add(what + ": " + cause);
        }
    }
}
