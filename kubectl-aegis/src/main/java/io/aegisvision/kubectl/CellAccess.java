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
import java.util.Base64;
import java.util.concurrent.ExecutionException;

/**
 * The cell in which a stream runs, as a person with the rights for it reaches it: with the token of its Secret.
 *
 * @param name of the cell
 * @param token what it lets in; never printed but in an address that a person asked for
 */
record CellAccess(KubernetesClient client, String name, String token) {
    /** The cell of a stream, or an error that says what is missing. */
    static CellAccess of(KubernetesClient client, Stream stream) {
        String cell = stream.getStatus() == null ? null : stream.getStatus().cell();
        if (cell == null) {
            String name = stream.getMetadata().getName();
            throw new IllegalArgumentException("stream " + name + " runs in no cell: kubectl aegis why stream " + name);
        }
        Secret secret = client.secrets().withName(cell).require();
        String token = new String(
                        Base64.getDecoder().decode(secret.getData().get(CellApi.TOKEN_KEY)), StandardCharsets.UTF_8)
                .strip();
        return new CellAccess(client, cell, token);
    }

    /** Name of its running pod. */
    String pod() {
        return client.pods().withLabel(Keys.CELL, name).list().getItems().stream()
                .filter(one -> "Running".equals(one.getStatus().getPhase()))
                .map(Pod::getMetadata)
                .map(metadata -> metadata.getName())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("cell " + name + " has no running pod"));
    }

    /** What it answers at a path, through the API server's proxy. */
    byte[] get(String path) throws IOException, InterruptedException, ExecutionException {
        String url = client.getMasterUrl() + "api/v1/namespaces/" + client.getNamespace() + "/pods/http:" + pod() + ":"
                + CellApi.PORT + "/proxy" + path;
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
        return answer.body();
    }
}
