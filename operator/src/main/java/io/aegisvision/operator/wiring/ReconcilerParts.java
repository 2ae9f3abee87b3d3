package io.aegisvision.operator.wiring;

import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellPoller;
import io.aegisvision.controllers.cell.CellRenderer;
import io.aegisvision.controllers.cell.CellSettings;
import io.aegisvision.controllers.objects.ClientApi;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.domain.promotion.Floors;
import io.aegisvision.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Makes what the reconcilers' constructors ask for; the reconcilers themselves are found by the SDK. */
@Singleton
public class ReconcilerParts {
    private static final int TOKEN_BYTES = 32;

    /** The clock of this machine. */
    @Produces
    @Singleton
    public InstantSource clock() {
        return Clock.systemUTC();
    }

    /** Writes with the operator's own account. */
    @Produces
    @Singleton
    public ObjectApi api(KubernetesClient client, InstantSource clock) {
        return new ClientApi(client, clock);
    }

    /** The caches that reconcilers share. */
    @Produces
    @Singleton
    public CellCaches caches(KubernetesClient client) {
        return new CellCaches(client);
    }

    /** Asks cells for their states. */
    @Produces
    @Singleton
    public CellPoller cells(CellCaches caches, InstantSource clock) {
        return new CellPoller(caches, clock);
    }

    void stop(@Disposes CellPoller cells) {
        cells.close();
    }

    /** The floors where there is no PromotionPolicy. */
    @Produces
    @Singleton
    public Floors floors(OperatorConfig config) {
        OperatorConfig.Floors floors = config.floors();
        return new Floors(
                floors.minRequiredApprovals(),
                floors.approvers().map(groups -> List.of(Set.copyOf(groups))).orElse(List.of()),
                floors.maxMarginPercent(),
                floors.minUnits(),
                List.of());
    }

    /** What cells are made of where a Pipeline says nothing. */
    @Produces
    @Singleton
    public CellSettings cellSettings(OperatorConfig config) {
        return new CellSettings(
                config.images().triton(),
                config.images().dataplane(),
                config.images().pullPolicy(),
                config.insecureRegistries().orElse(List.of()),
                resources(config.cell().triton()),
                resources(config.cell().dataplane()));
    }

    /** Renders cells. */
    @Produces
    @Singleton
    public CellRenderer renderer(CellSettings settings) {
        return new CellRenderer(settings);
    }

    /** Tokens of cells: 256 random bits in hex. */
    @Produces
    @Singleton
    public Supplier<String> tokens() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[TOKEN_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }

    private static CellSettings.Resources resources(OperatorConfig.Container container) {
        return new CellSettings.Resources(
                container.cpuRequest(),
                container.cpuLimit().orElse(null),
                container.memoryRequest(),
                container.memoryLimit());
    }
}
