package io.aegisvision.controllers.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.controllers.cell.DeviceObserver;
import io.aegisvision.domain.gpupool.DeviceView;
import io.aegisvision.domain.gpupool.DiscoveredGeometry;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.Component;
import io.aegisvision.testkit.PlayedDriver;
import io.aegisvision.testkit.PlayedDriver.Kind;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Our geometry against the real scheduler's allocator of devices: what it allocates is legal by our intervals and counters,
 * and what they allow it allocates.
 */
@ExtendWith(ApiServerExtension.class)
class AllocatorIT {
    private static final long SEED = 20_261_127;
    private static final int STEPS = 40;
    private static final List<String> PRODUCTS =
            List.of("NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3", "NVIDIA B200");

    private static @Nullable Component scheduler;

    private final KubernetesClient admin;
    private final String namespace;
    private final PlayedDriver driver;
    private final Claims claims;
    private final List<String> nodes = new ArrayList<>();

    AllocatorIT(ApiServer server) {
        this.admin = server.admin();
        this.namespace = server.newNamespace("claims");
        this.driver = new PlayedDriver(admin, false);
        this.claims = new Claims(admin, namespace);
    }

    @BeforeAll
    static void start(ApiServer server) {
        scheduler = Component.scheduler(server);
        new PlayedDriver(server.admin(), false).install();
    }

    private static Component running() {
        return Objects.requireNonNull(scheduler);
    }

    @AfterAll
    static void stop() {
        running().close();
    }

    /** Leaves nothing to those who use the API server next. */
    @AfterEach
    void clean() {
        admin.pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(pod -> claims.release(pod.getMetadata().getName()));
        nodes.forEach(node -> {
            driver.withdraw(node);
            admin.nodes().withName(node).delete();
        });
    }

    private static Kind kind(String product) {
        return new Kind(
                product,
                GeometryTable.shipped().of(DiscoveredGeometry.label(product)).orElseThrow());
    }

    private String node(String product, int number) {
        String node = namespace + "-" + PRODUCTS.indexOf(product) + "-" + number;
        PlayedNodes.add(admin, node, Map.of("kubernetes.io/hostname", node), Map.of());
        driver.publish(node, kind(product), 1);
        nodes.add(node);
        return node;
    }

    @Test
    void whatIsPublishedIsReadAsTheTablesSay() {
        PRODUCTS.forEach(product -> node(product, 0));
        DeviceView view = new DeviceObserver()
                .observe(admin.resources(ResourceSlice.class).list().getItems(), List.of());
        assertThat(view.published()).hasSize(PRODUCTS.size()).allSatisfy(published -> {
            assertThat(published.complete()).isTrue();
            assertThat(published.gpus()).singleElement().satisfies(gpu -> {
                assertThat(DiscoveredGeometry.disagreements(gpu)).isEmpty();
                assertThat(DiscoveredGeometry.of(gpu).orElseThrow().placements())
                        .hasSameSizeAs(kind(gpu.product()).geometry().placements());
            });
        });
    }

    @Test
    void aWalkOfClaimsIsLegalAndMissesNothing() throws Exception {
        List<Callable<Integer>> walks = new ArrayList<>();
        for (String product : PRODUCTS) {
            String node = node(product, 0);
            walks.add(() -> walk(kind(product), node));
        }
        assertThat(together(walks))
                .as(
                        "a walk that never meets a full GPU shows little; the scheduler says:\n%s",
                        running().log())
                .allSatisfy(refused -> assertThat(refused).isPositive());
    }

    /** Claims come and go by chance. @return how many were refused */
    private int walk(Kind kind, String node) throws InterruptedException {
        Geometry geometry = kind.geometry();
        Shape shape = new Shape(geometry);
        Random random = new Random(SEED + PRODUCTS.indexOf(kind.product()));
        Map<String, List<MigPlacement>> held = new LinkedHashMap<>();
        List<String> done = new ArrayList<>();
        int refused = 0;
        for (int step = 0; step < STEPS; step++) {
            if (!held.isEmpty() && random.nextInt(3) == 0) {
                String goes = List.copyOf(held.keySet()).get(random.nextInt(held.size()));
                claims.release(goes);
                done.add("gone " + held.remove(goes));
                continue;
            }
            int profiles = geometry.profiles().size();
            // small ones more often
            Profile profile = geometry.profiles().get(Math.min(random.nextInt(profiles), random.nextInt(profiles)));
            boolean fits = shape.fits(
                    shape.state(held.values().stream().flatMap(List::stream).toList()), shape.index(profile));
            String name = node + "-" + step;
            claims.ask(name, node, Map.of(profile.name(), 1));
            boolean bound = claims.decided(name, fits);
            List<MigPlacement> got = claims.placements(name, geometry);
            done.add(profile.name() + " " + got);
            assertThat(bound)
                    .as("%s, seed %d, after %s", kind.product(), SEED, done)
                    .isEqualTo(fits);
            if (bound) {
                held.put(name, got);
                assertThat(geometry.offences(
                                held.values().stream().flatMap(List::stream).toList()))
                        .as("%s, seed %d, after %s", kind.product(), SEED, done)
                        .isEmpty();
            } else {
                refused++;
                claims.release(name);
            }
        }
        return refused;
    }

    @Test
    void everyFullLayoutIsAllocatedAndNoFullerOne() throws Exception {
        Kind kind = kind(PRODUCTS.get(1));
        List<int[]> layouts = new Shape(kind.geometry()).fullLayouts();
        List<Callable<Integer>> asks = new ArrayList<>();
        for (int l = 0; l < layouts.size(); l++) {
            Map<String, Integer> counts = counts(kind.geometry(), layouts.get(l));
            String node = node(kind.product(), l);
            asks.add(() -> layout(kind, node, counts));
        }
        assertThat(together(asks)).hasSizeGreaterThan(28);
        assertThat(running().alive()).as(running().log()).isTrue();
    }

    private int layout(Kind kind, String node, Map<String, Integer> counts) throws InterruptedException {
        claims.ask(node, node, counts);
        assertThat(claims.decided(node, true))
                .as("%s %s", kind.product(), counts)
                .isTrue();
        List<MigPlacement> got = claims.placements(node, kind.geometry());
        assertThat(kind.geometry().offences(got))
                .as("%s %s", kind.product(), got)
                .isEmpty();
        Map<String, Integer> seen = new TreeMap<>();
        got.forEach(placement -> seen.merge(placement.profile().name(), 1, Integer::sum));
        assertThat(seen).isEqualTo(counts);
        // full: of no profile is there room for one more
        String one = kind.geometry().profiles().getFirst().name();
        claims.ask(node + "-more", node, Map.of(one, 1));
        assertThat(claims.decided(node + "-more", false))
                .as("%s %s and a %s", kind.product(), got, one)
                .isFalse();
        return 0;
    }

    private static Map<String, Integer> counts(Geometry geometry, int[] layout) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int p = 0; p < layout.length; p++) {
            if (layout[p] > 0) {
                counts.put(geometry.profiles().get(p).name(), layout[p]);
            }
        }
        return counts;
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
