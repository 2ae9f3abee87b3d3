package io.aegisvision.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.controllers.model.VersionDigest;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What plan says of manifests on a real API server, and that it leaves nothing there. */
@ExtendWith(ApiServerExtension.class)
class ForecastIT {
    private static final String PRESENT = """
            apiVersion: v1
            kind: Secret
            metadata: {name: kafka}
            stringData: {bootstrap.servers: "kafka.example:9092"}
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: Model
            metadata: {name: street}
            spec:
              versions:
              - name: v1
                artifact: {uri: "oci://registry.example/models/street", digest: "sha256:%s"}
                labels: [person]
                input: {width: 640, height: 360}
              version: v1
            """.formatted("a".repeat(64));
    private static final String MANIFESTS = """
            apiVersion: aegisvision.io/v1alpha1
            kind: GpuPool
            metadata: {name: forecast}
            spec: {mode: Mig, nodeSelector: {rack: forecast}}
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: Pipeline
            metadata: {name: yard}
            spec:
              stages:
              - {name: sample, sample: {framesPerSecond: 10}}
              - {name: objects, detect: {modelRef: {name: street}}}
              - {name: tracks, track: {}}
              - {name: gate, rule: {lineCross: {line: gate}}}
              - {name: bus, sink: {kafka: {topic: events, connectionSecretRef: {name: kafka}}}}
              cells: {streamsPerCell: 1}
              poolRef: {name: forecast}
            """;
    private static final String STREAM = """
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: Stream
            metadata: {name: %1$s}
            spec:
              pipelineRef: {name: yard}
              source: {rtsp: {url: "rtsp://camera.example/%1$s"}}
              lines: [{name: gate, points: "0.1,0.5 0.9,0.5"}]
            """;

    private final KubernetesClient admin;
    private final String namespace;

    ForecastIT(ApiServer server) {
        admin = server.admin();
        namespace = server.newNamespace("forecast");
    }

    private List<HasMetadata> objects(String yaml) {
        return admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private List<HasMetadata> here(String yaml) {
        List<HasMetadata> objects = objects(yaml);
        objects.stream().filter(object -> !object.getKind().equals("GpuPool")).forEach(object -> object.getMetadata()
                .setNamespace(namespace));
        return objects;
    }

    @Test
    void cellsSlicesAndWhatFindsNoPlaceAreToldAndNothingIsWritten() {
        PlayedNodes.add(
                admin,
                "forecast-node",
                Map.of("rack", "forecast"),
                Map.of("nvidia.com/mig-1g.10gb", 1, "nvidia.com/mig-3g.40gb", 1));
        here(PRESENT).forEach(object -> admin.resource(object).create());
        Model model = admin.resources(Model.class)
                .inNamespace(namespace)
                .withName("street")
                .get();
        model.setStatus(new ModelStatus(
                1L, "v1", VersionDigest.of(model.getSpec().versions().getFirst()), null, null, List.of(), List.of()));
        admin.resource(model).updateStatus();
        String manifests = MANIFESTS + STREAM.formatted("east") + STREAM.formatted("north") + STREAM.formatted("west");
        Forecast forecast = Forecast.of(admin, here(manifests));
        assertThat(forecast.touched()).hasSize(1);
        Forecast.Outlook outlook = forecast.plan(forecast.touched().getFirst());
        assertThat(outlook.tree().render()).isEqualTo("""
                Pipeline %s/yard  would run revision 1, new
                ├─ Cell yard-0  is made on a 1g.10gb with east
                ├─ Cell yard-1  is made on a 3g.40gb with north
                └─ NOT NoCapacity  1 stream(s) wait for a place: GpuPool forecast is full, 1 of 1 1g.10gb, 1 of 1 3g.40gb places are taken
                """.formatted(namespace));
        assertThat(outlook.fine()).isFalse();
        assertThat(admin.resources(Pipeline.class).inNamespace(namespace).list().getItems())
                .isEmpty();
        assertThat(admin.apps().deployments().inNamespace(namespace).list().getItems())
                .isEmpty();
        assertThatThrownBy(() -> Forecast.of(admin, here(MANIFESTS.replace("streamsPerCell: 1", "streamsPerCell: 0"))))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("streamsPerCell");
        admin.nodes().withName("forecast-node").delete();
    }

    @Test
    void aStreamWhosePipelineIsNowhereIsTold() {
        String stream = STREAM.formatted("east");
        Forecast alone = Forecast.of(admin, here(stream));
        assertThat(alone.touched()).isEmpty();
        assertThat(alone.stranded()).singleElement().satisfies(outlook -> {
            assertThat(outlook.tree().render()).isEqualTo("""
                    Stream %s/east  would wait
                    └─ NOT PipelineNotFound  there is no Pipeline yard
                    """.formatted(namespace));
            assertThat(outlook.fine()).isFalse();
        });
        assertThat(Forecast.of(admin, here(MANIFESTS + stream)).stranded())
                .as("with its Pipeline beside it")
                .isEmpty();
    }
}
