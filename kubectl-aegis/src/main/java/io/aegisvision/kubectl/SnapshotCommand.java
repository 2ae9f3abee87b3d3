package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fetches a stream's newest frame, with what the cell sees in it, through the API server's proxy. */
@Command(
        name = "snapshot",
        description =
                "One frame of a stream with boxes, zones and lines, as PNG. Needs get on the cell's Secret and on pods/proxy.",
        mixinStandardHelpOptions = true)
final class SnapshotCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Parameters(index = "0", description = "name of the Stream")
    private String name = "";

    @Option(
            names = {"-f", "--file"},
            description = "file to write (default: STREAM.png)")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        try (KubernetesClient client = aegis.connection().open()) {
            Stream stream = Connection.get(client, Stream.class, name);
            String cell = stream.getStatus() == null ? null : stream.getStatus().cell();
            if (cell == null) {
                throw new IllegalArgumentException(
                        "stream " + name + " runs in no cell: kubectl aegis why stream " + name);
            }
            Secret secret = client.secrets().withName(cell).require();
            String token = new String(
                            Base64.getDecoder().decode(secret.getData().get(CellApi.TOKEN_KEY)), StandardCharsets.UTF_8)
                    .strip();
            Pod pod = client.pods().withLabel(Keys.CELL, cell).list().getItems().stream()
                    .filter(one -> "Running".equals(one.getStatus().getPhase()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("cell " + cell + " has no running pod"));
            String url = client.getMasterUrl() + "api/v1/namespaces/" + client.getNamespace() + "/pods/http:"
                    + pod.getMetadata().getName() + ":" + CellApi.PORT + "/proxy" + CellApi.STREAMS + name
                    + "/snapshot";
            HttpResponse<byte[]> answer = client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(url)
                                    .header(CellApi.TOKEN_HEADER, token)
                                    .build(),
                            byte[].class)
                    .get();
            if (answer.code() != 200) {
                throw new IOException("the cell answered " + answer.code() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8).strip());
            }
            Path target = file == null ? Path.of(name + ".png") : file;
            Files.write(target, answer.body());
            System.out.println(target + ": " + answer.body().length + " bytes");
            return 0;
        }
    }
}
