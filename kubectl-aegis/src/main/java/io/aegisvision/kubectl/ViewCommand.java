package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Forwards a port of this machine to a stream's cell and prints the address of the page that shows the stream. */
@Command(
        name = "view",
        description =
                "A page that shows a stream live, with what is found in it, and edits zones. Needs get on the cell's Secret, and create on pods/portforward. Goes on until interrupted.",
        mixinStandardHelpOptions = true)
final class ViewCommand implements Callable<Integer> {
    private static final Duration LOOK_AFTER = Duration.ofSeconds(2);

    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", description = "name of the Stream")
    private String name = "";

    @Option(
            names = {"-p", "--port"},
            defaultValue = "0",
            description = "port of this machine, on its loopback interface alone (default: a free one)")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (KubernetesClient client = aegis.connection().open()) {
            Stream stream = Connection.get(client, Stream.class, name);
            refuseWhereTurnedOff(client, stream);
            CellAccess cell = CellAccess.of(client, stream);
            String pod = cell.pod();
            LocalPortForward forward = forward(client, pod, port);
            int local = forward.getLocalPort();
            try {
                tell(cell, local);
                while (true) {
                    Thread.sleep(LOOK_AFTER);
                    if (!forward.isAlive() || gone(client, pod)) {
                        forward.close();
                        pod = awaitPod(cell);
                        System.err.println("cell " + cell.name() + " runs in pod " + pod + " now");
                        forward = forward(client, pod, local);
                    }
                }
            } finally {
                forward.close();
            }
        }
    }

    /** The cell refuses as well; here it is said before anything is opened. */
    private static void refuseWhereTurnedOff(KubernetesClient client, Stream stream) {
        Pipeline pipeline = Connection.get(
                client, Pipeline.class, stream.getSpec().pipelineRef().name());
        if (pipeline.getSpec().cells().view() == PipelineSpec.View.Disabled) {
            throw new IllegalArgumentException("viewing is turned off: spec.cells.view of Pipeline "
                    + pipeline.getMetadata().getName() + " is Disabled");
        }
    }

    private static LocalPortForward forward(KubernetesClient client, String pod, int port) {
        return client.pods().withName(pod).portForward(CellApi.PORT, InetAddress.getLoopbackAddress(), port);
    }

    private static boolean gone(KubernetesClient client, String pod) {
        var present = client.pods().withName(pod).get();
        return present == null || !"Running".equals(present.getStatus().getPhase());
    }

    /** A cell's pod is replaced, not doubled: for a while there may be none. */
    private static String awaitPod(CellAccess cell) throws InterruptedException {
        while (true) {
            try {
                return cell.pod();
            } catch (IllegalArgumentException e) {
                Thread.sleep(LOOK_AFTER);
            }
        }
    }

    private void tell(CellAccess cell, int local) {
        String address = address(local, name, cell.token());
        if (output.json()) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("stream", name);
            told.put("cell", cell.name());
            told.put("url", address);
            System.out.println(Output.write(told));
        } else {
            System.out.println(address);
            System.out.println("stream " + name + " of cell " + cell.name()
                    + "; the address holds the cell's token: do not pass it on. Ctrl-C ends it.");
        }
        System.out.flush();
    }

    /** The token stands in the fragment, which a browser sends to nobody. */
    static String address(int port, String stream, String token) {
        return "http://127.0.0.1:" + port + CellApi.VIEW + "#stream="
                + URLEncoder.encode(stream, StandardCharsets.UTF_8) + "&token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8);
    }
}
