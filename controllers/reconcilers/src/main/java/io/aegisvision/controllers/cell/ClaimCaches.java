package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.domain.gpupool.DeviceView;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Devices that drivers publish, claims on them, and the templates of our cells' claims. They are empty on an API server
 * that does not know {@code resource.k8s.io/v1}, of which one is asked again by {@link #start}.
 */
public final class ClaimCaches {
    private final SharedCache<ResourceSlice> slices;
    private final SharedCache<ResourceClaim> claims;
    private final SharedCache<ResourceClaimTemplate> templates;
    private final DeviceObserver devices = new DeviceObserver();
    private final BooleanSupplier api;
    /** Whether the API server knows claims, as far as was asked. */
    private volatile boolean known;
    /** Whether the caches are filled. */
    private volatile boolean served;

    ClaimCaches(KubernetesClient client) {
        slices = new SharedCache<>(() -> client.resources(ResourceSlice.class).runnableInformer(0), () -> known);
        claims = new SharedCache<>(
                () -> client.resources(ResourceClaim.class).inAnyNamespace().runnableInformer(0), () -> known);
        templates = new SharedCache<>(
                () -> client.resources(ResourceClaimTemplate.class)
                        .inAnyNamespace()
                        .withLabel(Keys.MANAGED_BY, CellKeys.OPERATOR)
                        .runnableInformer(0),
                () -> known);
        api = () -> client.supports(ResourceSlice.class);
    }

    private ClaimCaches(CellCaches.Lists lists) {
        slices = SharedCache.listed(lists.of(ResourceSlice.class));
        claims = SharedCache.listed(lists.of(ResourceClaim.class));
        templates = SharedCache.listed(lists.of(ResourceClaimTemplate.class));
        api = lists::claimsServed;
        known = api.getAsBoolean();
        served = known;
    }

    static ClaimCaches listed(CellCaches.Lists lists) {
        return new ClaimCaches(lists);
    }

    /** Asks whether the API server knows claims, if it did not, and starts the caches where it does. */
    public synchronized void start() {
        if (!known) {
            known = api.getAsBoolean();
        }
        List.of(slices, claims, templates).forEach(SharedCache::start);
        served = known;
    }

    void stop() {
        List.of(slices, claims, templates).forEach(SharedCache::stop);
    }

    public SharedCache<ResourceSlice> slices() {
        return slices;
    }

    public SharedCache<ResourceClaim> claims() {
        return claims;
    }

    public SharedCache<ResourceClaimTemplate> templates() {
        return templates;
    }

    /** What is published and held now. */
    DeviceView devices() {
        return served ? devices.observe(slices.all(), claims.all()) : DeviceView.NOT_SERVED;
    }
}
