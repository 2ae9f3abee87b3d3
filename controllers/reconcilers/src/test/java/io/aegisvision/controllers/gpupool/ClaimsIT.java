package io.aegisvision.controllers.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.domain.gpupool.DeviceName;
import io.aegisvision.domain.gpupool.DiscoveredGeometry;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.Component;
import io.aegisvision.testkit.PlayedDriver;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cells that claim their slices: the real scheduler and the real controllers, played kubelets and a played driver. */
@ExtendWith(ApiServerExtension.class)
class ClaimsIT {
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(4);
    private static final String H100 = "NVIDIA H100 80GB HBM3";
    private static final Geometry GEOMETRY =
            GeometryTable.shipped().of(DiscoveredGeometry.label(H100)).orElseThrow();
    private static final int NODES = 2;
    private static final int STREAMS = 20;
    /** On two nodes with one GPU each. */
    private static final int PLACES = 14;

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        Instant deadline = Instant.now().plus(SETTLES_WITHIN);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    private static void suspend(KubernetesClient admin, String namespace, int from, int to, boolean suspend) {
        for (int s = from; s < to; s++) {
            admin.resources(Stream.class)
                    .inNamespace(namespace)
                    .withName("s0-" + s)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":" + suspend + "}}");
        }
    }

    private static List<ResourceClaim> claims(KubernetesClient admin, String namespace) {
        return admin.resources(ResourceClaim.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private static long bound(KubernetesClient admin, String namespace) {
        return admin.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .filter(Witness::stays)
                .count();
    }

    /** From claims alone, by node. */
    private static Map<String, List<MigPlacement>> placements(KubernetesClient admin, String namespace) {
        return claims(admin, namespace).stream()
                .filter(claim -> claim.getStatus() != null && claim.getStatus().getAllocation() != null)
                .map(claim -> claim.getStatus()
                        .getAllocation()
                        .getDevices()
                        .getResults()
                        .getFirst())
                .collect(Collectors.groupingBy(
                        result -> result.getPool(),
                        TreeMap::new,
                        Collectors.mapping(
                                result -> {
                                    DeviceName name =
                                            DeviceName.parse(result.getDevice()).orElseThrow();
                                    return new MigPlacement(
                                            GEOMETRY.profile(name.profile()).orElseThrow(), name.start());
                                },
                                Collectors.toList())));
    }

    private static GpuPoolStatus status(KubernetesClient admin, String pool) {
        GpuPoolStatus status =
                admin.resources(GpuPool.class).withName(pool).get().getStatus();
        return status == null
                ? new GpuPoolStatus(null, null, null, null, null, null, null, List.of(), null, List.of(), List.of())
                : status;
    }

    /** Of the profile that cells ask for. */
    private static String slices(KubernetesClient admin, String pool) {
        GpuPoolStatus.Slices slices = status(admin, pool).slices();
        return slices == null
                ? "nothing"
                : slices.bound().get("1g.10gb") + " bound, " + slices.free().get("1g.10gb") + " free";
    }

    private static boolean full(KubernetesClient admin, String namespace, String words) {
        Pipeline pipeline = admin.resources(Pipeline.class)
                .inNamespace(namespace)
                .withName("yard-0")
                .get();
        return pipeline.getStatus() != null
                && pipeline.getStatus().conditions().stream()
                        .anyMatch(c -> c.getReason().equals(Reason.NoCapacity.name())
                                && c.getMessage().contains(words));
    }

    private static boolean says(List<Condition> conditions, String type, Reason reason) {
        return conditions.stream()
                .anyMatch(c -> c.getType().equals(type) && c.getReason().equals(reason.name()));
    }

    @Test
    void cellsHoldTheirSlicesByClaimsThatComeAndGoWithThem(ApiServer server) throws Exception {
        KubernetesClient admin = server.admin();
        String namespace = server.newNamespace("dra");
        PlayedDriver driver = new PlayedDriver(admin, false);
        driver.install();
        try (Component scheduler = Component.scheduler(server);
                Component controllers = Component.deployments(server);
                PlayedNodes nodes = new PlayedNodes(admin);
                Yards yards = new Yards(server, namespace, GpuPoolSpec.Allocation.DynamicResourceAllocation)) {
            for (int n = 0; n < NODES; n++) {
                nodes.add(namespace + "-" + n, Map.of("rack", namespace), Map.of());
                driver.publish(namespace + "-" + n, new PlayedDriver.Kind(H100, GEOMETRY), 1);
            }
            yards.apply(1, STREAMS);
            yards.start();
            await(
                    "the devices are seen",
                    () -> says(status(admin, namespace).conditions(), "Discovered", Reason.DevicesPublished));

            suspend(admin, namespace, 0, STREAMS, false);
            await("every slice has its cell", () -> bound(admin, namespace) == PLACES);
            await(
                    "what has no place is told",
                    () -> full(admin, namespace, STREAMS - PLACES + " stream(s) wait for a place"));
            assertThat(admin.pods().inNamespace(namespace).list().getItems())
                    .as("nobody is made to wait: %s", scheduler.log())
                    .allMatch(pod -> pod.getSpec().getNodeName() != null);
            placements(admin, namespace).forEach((node, held) -> assertThat(GEOMETRY.offences(held))
                    .as("%s: %s", node, held)
                    .isEmpty());
            await(
                    "the ledger counts what is held",
                    () -> slices(admin, namespace).equals(PLACES + " bound, 0 free")
                            && Integer.valueOf(NODES)
                                    .equals(status(admin, namespace).used()));

            // what is to go was made by one that is gone
            yards.restart();
            suspend(admin, namespace, 0, STREAMS, true);
            await(
                    "cells, claims and templates are gone",
                    () -> claims(admin, namespace).isEmpty()
                            && admin.resources(ResourceClaimTemplate.class)
                                    .inNamespace(namespace)
                                    .list()
                                    .getItems()
                                    .isEmpty());
            await("all is free", () -> slices(admin, namespace).equals("0 bound, " + PLACES + " free"));
            assertThat(controllers.alive()).as(controllers.log()).isTrue();
            for (int n = 0; n < NODES; n++) {
                driver.withdraw(namespace + "-" + n);
            }
            await(
                    "a node without devices is told",
                    () -> says(status(admin, namespace).conditions(), "Discovered", Reason.DevicesMissing));
        }
    }

    @Test
    void whereClaimsAreNotServedThePoolSaysSoAndTheRestGoesOn() throws Exception {
        try (ApiServer server = ApiServer.without("resource.k8s.io/v1")) {
            KubernetesClient admin = server.admin();
            String namespace = server.newNamespace("old");
            PlayedNodes.add(admin, "old", Map.of("rack", namespace), Map.of("nvidia.com/mig-1g.10gb", 2));
            try (Yards yards = new Yards(server, namespace, GpuPoolSpec.Allocation.DynamicResourceAllocation)) {
                yards.apply(1, 1);
                yards.start();
                suspend(admin, namespace, 0, 1, false);
                await(
                        "the pool says so",
                        () -> says(status(admin, namespace).conditions(), "Ready", Reason.AllocationUnavailable)
                                && says(
                                        status(admin, namespace).conditions(),
                                        "Discovered",
                                        Reason.AllocationUnavailable));
                await("the pipeline says why", () -> full(admin, namespace, "resource.k8s.io/v1"));
                admin.resources(GpuPool.class)
                        .withName(namespace)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"allocation\":\"DevicePlugin\"}}");
                await(
                        "with the device plugin a cell is made",
                        () -> admin.apps()
                                        .deployments()
                                        .inNamespace(namespace)
                                        .withName("yard-0-0")
                                        .get()
                                != null);
            }
        }
    }
}
