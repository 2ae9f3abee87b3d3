package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            byte[] png = CellAccess.of(client, Connection.get(client, Stream.class, name))
                    .get(CellApi.STREAMS + name + "/snapshot");
            Path target = file == null ? Path.of(name + ".png") : file;
            Files.write(target, png);
            System.out.println(target + ": " + png.length + " bytes");
            return 0;
        }
    }
}
