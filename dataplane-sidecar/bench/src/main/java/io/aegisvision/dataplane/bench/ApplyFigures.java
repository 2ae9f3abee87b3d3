package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.report.Figure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From an applied Pipeline and its first Stream to a cell that is ready: a second pipeline beside the example's. */
final class ApplyFigures {
    private static final int ROUNDS = 3;
    private static final long LIMIT_SECONDS = 180;
    private static final String NAME = "bench";
    private static final String TOPIC = "aegis-bench-cell";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Demo demo;
    private final String bootstrap;

    ApplyFigures(Demo demo, String bootstrap) {
        this.demo = demo;
        this.bootstrap = bootstrap;
    }

    List<Figure> measure() throws Exception {
        GenericKubernetesResource pipeline = pipeline();
        GenericKubernetesResource stream = stream();
        List<Double> pods = new ArrayList<>();
        List<Double> streams = new ArrayList<>();
        Topic.make(bootstrap, TOPIC, 1);
        try {
            remove(pipeline, stream); // of a run that was interrupted
            for (int round = 0; round < ROUNDS; round++) {
                demo.apply(pipeline);
                long answered = demo.apply(stream);
                pods.add((podReady() - answered) / 1e3);
                streams.add((demo.awaitReady(stream) - answered) / 1e3);
                remove(pipeline, stream);
            }
        } finally {
            remove(pipeline, stream);
            Topic.delete(bootstrap, TOPIC);
        }
        String note =
                "a second Pipeline and its first Stream, from the API server's answer; images are on the node, the "
                        + "model's artifact is pulled from the cluster's registry each time; seen by a watch; "
                        + demo.beside();
        return List.of(
                Figure.of("apply to cell Ready", "s", pods, "condition Ready of the cell's pod; " + note),
                Figure.of(
                        "apply to the cell's first stream Ready",
                        "s",
                        streams,
                        "condition Ready of the Stream: model pulled, verified, loaded, frames processed; " + note));
    }

    /** The example's pipeline under another name, its events to a topic of the bench's own. */
    private GenericKubernetesResource pipeline() throws IOException {
        GenericKubernetesResource object = demo.example("pipeline.yaml", NAME);
        String spec = JSON.writeValueAsString(object.getAdditionalProperties());
        Map<String, Object> changed = JSON.readValue(
                spec.replaceAll("\"topic\":\"[^\"]+\"", "\"topic\":\"" + TOPIC + "\""),
                JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        object.setAdditionalProperties(changed);
        return object;
    }

    private GenericKubernetesResource stream() throws IOException {
        GenericKubernetesResource object = demo.example("east.yaml", NAME);
        Map<String, Object> reference = object.get("spec", "pipelineRef");
        reference.put("name", NAME);
        return object;
    }

    private long podReady() throws Exception {
        demo.client
                .pods()
                .inNamespace(Demo.TENANT)
                .withLabel("aegisvision.io/pipeline", NAME)
                .informOnCondition(pods -> pods.stream().anyMatch(ApplyFigures::ready))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return System.currentTimeMillis();
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    private void remove(GenericKubernetesResource pipeline, GenericKubernetesResource stream) throws Exception {
        demo.delete(stream);
        demo.delete(pipeline);
        Demo.await("the end of the second cell", Duration.ofSeconds(60), () -> demo.client
                .pods()
                .inNamespace(Demo.TENANT)
                .withLabel("aegisvision.io/pipeline", NAME)
                .list()
                .getItems()
                .isEmpty());
    }
}
