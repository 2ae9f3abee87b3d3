package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Owned;
import io.aegisvision.controllers.objects.WriteFailure;
import io.aegisvision.domain.model.ModelAction;
import io.aegisvision.domain.model.ModelPlan;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** Does a plan's actions in order: the ledger before anything else, and before the status. */
public final class ModelApplier {
    private final ObjectApi api;

    /** Writes through this. */
    public ModelApplier(ObjectApi api) {
        this.api = api;
    }

    /** Does them; the first failure ends it. */
    public ModelOutcome apply(ModelPlan plan, Model model, ObjectCache cache) {
        try {
            for (ModelAction action : plan.actions()) {
                apply(action, model, cache);
            }
            return new ModelOutcome.Done(!plan.actions().isEmpty());
        } catch (WriteFailure e) {
            return new ModelOutcome.Failed(e);
        }
    }

    private void apply(ModelAction action, Model model, ObjectCache cache) {
        String namespace = model.getMetadata().getNamespace();
        switch (action) {
            case ModelAction.CreateLedger create -> {
                ModelLedger ledger = new ModelLedger();
                // No owner: it outlives the Model.
                ledger.setMetadata(new ObjectMetaBuilder()
                        .withName(model.getMetadata().getName())
                        .withNamespace(namespace)
                        .addToLabels(Keys.MANAGED_BY, Keys.OPERATOR)
                        .build());
                ledger.setSpec(create.spec());
                api.create(ledger);
            }
            case ModelAction.UpdateLedger update -> {
                ModelLedger read = cache.get(
                                ModelLedger.class,
                                namespace,
                                model.getMetadata().getName())
                        .orElseThrow(() -> new WriteFailure(WriteFailure.Category.Conflict, "the ledger is gone"));
                ModelLedger ledger = new ModelLedger();
                ledger.setMetadata(read.getMetadata());
                ledger.setSpec(update.spec());
                api.update(ledger);
            }
            case ModelAction.OpenTrial open -> open(open, model);
            case ModelAction.PruneTrial prune ->
                cache.get(Canary.class, namespace, prune.name()).ifPresent(api::delete);
        }
    }

    private void open(ModelAction.OpenTrial open, Model model) {
        Canary canary = new Canary();
        canary.setMetadata(Owned.by(
                model, open.name(), Map.of(Keys.MODEL, model.getMetadata().getName())));
        canary.setSpec(open.spec());
        try {
            api.create(canary);
        } catch (WriteFailure e) {
            // Made by a pass before, which the cache does not show yet; one of an earlier Model must go first.
            boolean ours = e.category() == WriteFailure.Category.Exists
                    && api.read(Canary.class, model.getMetadata().getNamespace(), open.name())
                            .filter(there ->
                                    Owned.isBy(there, model.getMetadata().getUid()))
                            .isPresent();
            if (!ours) {
                throw e;
            }
        }
    }
}
