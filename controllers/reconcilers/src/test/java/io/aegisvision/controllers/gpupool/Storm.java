package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Arrivals, departures and losses in an order that the seed alone decides. A stream arrives by being resumed and leaves by
 * being suspended; each has a cell of its own.
 */
final class Storm {
    static final String SMALL = "nvidia.com/mig-1g.10gb";
    static final String MIDDLE = "nvidia.com/mig-2g.20gb";
    static final String LARGE = "nvidia.com/mig-3g.40gb";
    /** Layouts that GPUs really have: sums and starts fit one GPU of 80 GB each. */
    private static final List<Map<String, Integer>> LAYOUTS =
            List.of(Map.of(SMALL, 2, MIDDLE, 1, LARGE, 1), Map.of(SMALL, 3, MIDDLE, 2), Map.of(SMALL, 1, MIDDLE, 3));

    private final KubernetesClient admin;
    private final PlayedNodes nodes;
    private final String namespace;
    /** The most streams that come or go at once. */
    private final int gust;

    private final Random random;
    /** Offers of the nodes that are there, as they are now. */
    final Map<String, Map<String, Integer>> offers = new TreeMap<>();
    /** Offers of the nodes that were lost. */
    private final Map<String, Map<String, Integer>> lost = new TreeMap<>();
    /** Streams that are to run. */
    final Set<String> wanted = new TreeSet<>();

    private final Set<String> suspended = new TreeSet<>();
    private final List<String> others = new ArrayList<>();
    private int made;
    private int left;

    Storm(KubernetesClient admin, PlayedNodes nodes, String namespace, int gust, long seed) {
        this.admin = admin;
        this.nodes = nodes;
        this.namespace = namespace;
        this.gust = gust;
        this.random = new Random(seed);
    }

    /** Nodes come, each with so many GPUs of one layout. */
    void racks(int count, int gpus) {
        for (int n = 0; n < count; n++) {
            Map<String, Integer> offer = new TreeMap<>(LAYOUTS.get(n % LAYOUTS.size()));
            offer.replaceAll((resource, ofGpu) -> ofGpu * gpus);
            nodes.add("gpu-" + n, Map.of("rack", namespace), offer);
            offers.put("gpu-" + n, offer);
        }
    }

    void knows(String stream) {
        suspended.add(stream);
    }

    String namespace() {
        return namespace;
    }

    /** How many streams the last step took away. */
    int leftLately() {
        return left;
    }

    /** Does the next thing. @return what, for messages */
    String step() {
        left = 0;
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> arrive(1 + random.nextInt(gust));
            case 3, 4 -> leave(1 + random.nextInt(gust));
            case 5 -> lose();
            case 6 -> comeBack();
            case 7 -> shrink();
            case 8 -> otherArrives();
            default -> otherLeaves();
        };
    }

    String arrive(int count) {
        left = 0;
        List<String> some = some(suspended, count);
        some.forEach(stream -> suspend(stream, false));
        suspended.removeAll(some);
        wanted.addAll(some);
        return "arrive " + some.size();
    }

    private String leave(int count) {
        List<String> some = some(wanted, count);
        left = some.size();
        some.forEach(stream -> suspend(stream, true));
        wanted.removeAll(some);
        suspended.addAll(some);
        return "leave " + some.size();
    }

    private void suspend(String stream, boolean suspend) {
        admin.resources(Stream.class)
                .inNamespace(namespace)
                .withName(stream)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":" + suspend + "}}");
    }

    private List<String> some(Set<String> from, int count) {
        List<String> all = new ArrayList<>(from);
        Collections.shuffle(all, random);
        return all.subList(0, Math.min(count, all.size()));
    }

    private String lose() {
        String node = some(offers.keySet(), 1).getFirst();
        lost.put(node, Objects.requireNonNull(offers.remove(node)));
        nodes.remove(node);
        return "lose " + node;
    }

    private String comeBack() {
        if (lost.isEmpty()) {
            return "nothing comes back";
        }
        String node = some(lost.keySet(), 1).getFirst();
        Map<String, Integer> offer = Objects.requireNonNull(lost.remove(node));
        offers.put(node, offer);
        nodes.add(node, Map.of("rack", namespace), offer);
        return "come back " + node;
    }

    /** An instance falls out of order, or all are in order again. */
    private String shrink() {
        String node = some(offers.keySet(), 1).getFirst();
        Map<String, Integer> offer = Objects.requireNonNull(offers.get(node));
        int now = offer.getOrDefault(MIDDLE, 0);
        int next = now == 0 ? 1 : now - 1;
        offer.put(MIDDLE, next);
        nodes.offer(node, MIDDLE, next);
        return "offer " + next + " of " + MIDDLE + " on " + node;
    }

    private String otherArrives() {
        String name = "other-" + made++;
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(Map.of("rack", namespace))
                .addNewContainer()
                .withName("train")
                .withImage("example/train:1")
                .withNewResources()
                .withLimits(Map.of(LARGE, new Quantity("1")))
                .withRequests(Map.of(LARGE, new Quantity("1")))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        admin.resource(pod).create();
        others.add(name);
        return "pod " + name;
    }

    private String otherLeaves() {
        if (others.isEmpty()) {
            return "nobody else leaves";
        }
        String name = others.remove(random.nextInt(others.size()));
        admin.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
        return "pod " + name + " leaves";
    }
}
