package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The demo's cluster, from outside, as its administrator. */
final class Demo implements AutoCloseable {
    static final String TENANT = "plant-7";
    static final String SYSTEM = "aegis-system";
    /** The cell of the example's pipeline. */
    static final String CELL = "yard-0";

    private static final String API = "aegisvision.io/v1alpha1";
    private static final ObjectMapper JSON = new ObjectMapper();

    final KubernetesClient client;
    private final Path manifests;

    /** @param manifests folder of the example, as it is applied */
    Demo(Path kubeconfig, Path manifests) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
        this.manifests = manifests;
    }

    /** An object of the example under another name. */
    GenericKubernetesResource example(String file, String name) throws IOException {
        GenericKubernetesResource object =
                Serialization.unmarshal(Files.readString(manifests.resolve(file)), GenericKubernetesResource.class);
        object.getMetadata().setName(name);
        return object;
    }

    /** Applies the example where its pipeline is not there yet, and waits until its streams are ready. */
    void ensureExample(Path kubectl, Path kubeconfig) throws Exception {
        if (client.genericKubernetesResources(API, "Pipeline")
                        .inNamespace(TENANT)
                        .withName("yard")
                        .get()
                == null) {
            Command.run(
                    "",
                    List.of(
                            kubectl.toString(),
                            "--kubeconfig",
                            kubeconfig.toString(),
                            "-n",
                            TENANT,
                            "apply",
                            "-k",
                            manifests.toString()));
        }
        await("the example's streams to be ready", Duration.ofMinutes(4), () -> {
            List<GenericKubernetesResource> streams = streams();
            return !streams.isEmpty() && streams.stream().allMatch(Demo::ready);
        });
    }

    private List<GenericKubernetesResource> streams() {
        return client.genericKubernetesResources(API, "Stream")
                .inNamespace(TENANT)
                .list()
                .getItems();
    }

    /** What else the machine is doing, for a note. */
    String beside() {
        return "beside the demo's cluster with " + streams().size() + " streams on the same machine";
    }

    /** Gives when the API server had answered, milliseconds of the wall clock. */
    long apply(GenericKubernetesResource object) {
        client.resource(object)
                .inNamespace(TENANT)
                .fieldManager("aegis-bench")
                .forceConflicts()
                .serverSideApply();
        return System.currentTimeMillis();
    }

    /** Deletes and waits until it is gone. */
    void delete(GenericKubernetesResource object) {
        client.resource(object).inNamespace(TENANT).delete();
        client.resource(object).inNamespace(TENANT).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
    }

    /** Waits for the condition Ready by a watch; gives when it was seen, milliseconds of the wall clock. */
    long awaitReady(GenericKubernetesResource object) {
        client.resource(object)
                .inNamespace(TENANT)
                .waitUntilCondition(now -> now != null && ready(now), 180, TimeUnit.SECONDS);
        return System.currentTimeMillis();
    }

    /** Whether Ready holds for the present generation. */
    private static boolean ready(GenericKubernetesResource object) {
        JsonNode status = JSON.valueToTree(object.getAdditionalProperties()).path("status");
        if (status.path("observedGeneration").asLong() != object.getMetadata().getGeneration()) {
            return false;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** The one running pod with a label. */
    Pod pod(String namespace, String label, String value) {
        return client.pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
                .filter(pod -> pod.getStatus().getPhase().equals("Running")
                        && pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no running pod " + label + "=" + value));
    }

    /** Names of the operator's running pods, sorted. */
    List<String> operators() {
        return client
                .pods()
                .inNamespace(SYSTEM)
                .withLabel("app.kubernetes.io/name", "aegis-operator")
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getStatus().getPhase().equals("Running"))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** A cell as it runs now. */
    Cell cell(String name) throws IOException {
        Map<String, String> secret =
                client.secrets().inNamespace(TENANT).withName(name).require().getData();
        return new Cell(pod(TENANT, "aegisvision.io/cell", name), secret);
    }

    /** What the kubelet has counted of all pods. */
    JsonNode usage() throws IOException {
        String node = client.nodes().list().getItems().getFirst().getMetadata().getName();
        return JSON.readTree(client.raw("/api/v1/nodes/" + node + "/proxy/stats/summary"));
    }

    /** Polls until it holds. */
    static void await(String what, Duration most, Callable<Boolean> holds) throws Exception {
        long until = System.nanoTime() + most.toNanos();
        while (!holds.call()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("not within " + most.toSeconds() + " s: " + what);
            }
            Thread.sleep(200);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
