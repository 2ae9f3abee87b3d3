package io.aegisvision.kubectl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Reads the events of a pipeline from its Kafka topic, with the connection that its Secret tells. The brokers must be
 * reachable from this machine; names of Services are looked up in the cluster, so a route to its addresses is enough.
 */
@Command(
        name = "events",
        description =
                "Events from the pipelines' Kafka topics. Needs get on the connection Secret and a route to the brokers.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(300);

    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Option(names = "--pipeline", description = "name of the Pipeline (default: the only one of the namespace)")
    private @Nullable String pipeline;

    @Option(names = "--stream", description = "only this stream's")
    private @Nullable String stream;

    @Option(
            names = {"-f", "--follow"},
            description = "go on as they come, until interrupted")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        Properties properties = new Properties();
        String topic;
        try (KubernetesClient client = aegis.connection().open()) {
            PipelineSpec.Kafka sink = sink(chosen(client));
            topic = sink.topic();
            Secret secret =
                    client.secrets().withName(sink.connectionSecretRef().name()).require();
            secret.getData()
                    .forEach((key, value) -> properties.put(
                            key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip()));
            resolveServices(client, properties.getProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, ""));
        }
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        read(properties, topic);
        return 0;
    }

    private void read(Properties properties, String topic) throws IOException {
        try (KafkaConsumer<@Nullable String, String> consumer = new KafkaConsumer<>(properties)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (follow || partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<@Nullable String, String> record : consumer.poll(POLL)) {
                    JsonNode event = JSON.readTree(record.value());
                    if (stream == null
                            || stream.equals(event.path("data").path("stream").asText())) {
                        System.out.println(output.json() ? record.value() : line(event));
                    }
                }
            }
        }
    }

    static String line(JsonNode event) {
        JsonNode data = event.path("data");
        String at = data.path("at").isMissingNode()
                ? event.path("time").asText()
                : Instant.EPOCH.plusNanos(data.path("at").asLong() * 1000).toString();
        String what = event.path("type").asText().replace("io.aegisvision.", "").replace(".v1", "");
        StringBuilder line = new StringBuilder(at + "  " + data.path("stream").asText() + "  " + what + "  "
                + data.path("rule").asText());
        append(line, " track ", data.path("track").path("id"));
        append(line, " ", data.path("track").path("label"));
        append(line, " ", data.path("direction"));
        append(line, " count ", data.path("count"));
        append(line, " ms ", data.path("durationMillis"));
        for (String kind : List.of("snapshot", "clip")) {
            append(line, " " + kind + " ", data.path(kind).path("uri"));
            append(line, " no " + kind + ": ", data.path(kind).path("unavailable"));
        }
        return line.append("  ")
                .append(data.path("model").path("version").asText())
                .toString();
    }

    private static void append(StringBuilder line, String word, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            line.append(word).append(value.asText());
        }
    }

    private Pipeline chosen(KubernetesClient client) {
        if (pipeline != null) {
            return Connection.get(client, Pipeline.class, pipeline);
        }
        List<Pipeline> all = client.resources(Pipeline.class)
                .inNamespace(client.getNamespace())
                .list()
                .getItems();
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    "there are " + all.size() + " pipelines in " + client.getNamespace() + ": write --pipeline NAME");
        }
        return all.getFirst();
    }

    private static PipelineSpec.Kafka sink(Pipeline pipeline) {
        return pipeline.getSpec().stages().stream()
                .map(PipelineSpec.Stage::sink)
                .filter(sink -> sink != null && sink.kafka() != null)
                .map(PipelineSpec.Sink::kafka)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the pipeline has no Kafka sink"));
    }

    /** The JVM reads names from a file of its own where a broker's name is that of a Service: SERVICE.NAMESPACE[…]. */
    private static void resolveServices(KubernetesClient client, String servers) throws IOException {
        StringBuilder hosts = new StringBuilder();
        for (String server : servers.split(",")) {
            String host = server.strip().replaceAll(":\\d+$", "");
            String[] parts = host.split("\\.");
            if (parts.length < 2) {
                continue;
            }
            Service service =
                    client.services().inNamespace(parts[1]).withName(parts[0]).get();
            if (service != null && !"None".equals(service.getSpec().getClusterIP())) {
                hosts.append(service.getSpec().getClusterIP())
                        .append(' ')
                        .append(host)
                        .append('\n');
            }
        }
        if (!hosts.isEmpty()) {
            Path file = Files.createTempFile("aegis-hosts", "");
            file.toFile().deleteOnExit();
            Files.writeString(file, hosts);
            System.setProperty("jdk.net.hosts.file", file.toString());
        }
    }
}
