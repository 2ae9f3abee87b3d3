package io.aegisvision.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A component of Kubernetes beside an {@link ApiServer}, as it runs anywhere: the scheduler, or the controllers that make
 * pods of Deployments. It acts as the cluster's administrator and serves nothing. The program is {@code kube} in the folder
 * that the environment variable {@code AEGIS_TOOLS} names.
 */
public final class Component implements AutoCloseable {
    /** Faster than the defaults, which are made for clusters that many share. */
    private static final List<String> RATES = List.of("--kube-api-qps=1000", "--kube-api-burst=2000");
    /** Slices of GPUs are devices that overlap: beta, and on by default, from Kubernetes 1.36 on. */
    static final String PARTITIONABLE_DEVICES = "DRAPartitionableDevices=true";

    private static final int END_SECONDS = 5;

    private final Process process;
    private final Path folder;

    private Component(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts the scheduler. */
    public static Component scheduler(ApiServer server) {
        return start(server, "kube-scheduler", List.of());
    }

    /** Starts the controllers of Deployments, ReplicaSets and claims, and the garbage collector. */
    public static Component deployments(ApiServer server) {
        return start(
                server,
                "kube-controller-manager",
                List.of(
                        "--controllers=deployment-controller,replicaset-controller,garbage-collector-controller,"
                                + "resourceclaim-controller",
                        "--concurrent-deployment-syncs=10",
                        "--concurrent-replicaset-syncs=10"));
    }

    private static Component start(ApiServer server, String name, List<String> arguments) {
        String tools = System.getenv("AEGIS_TOOLS");
        if (tools == null) {
            throw new IllegalStateException("AEGIS_TOOLS names no folder: make test sets it, after local/setup tools");
        }
        try {
            Path folder = Files.createTempDirectory(name);
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
            List<String> command = new ArrayList<>(List.of(
                    Path.of(tools, "kube").toString(),
                    name,
                    "--kubeconfig=" + kubeconfig,
                    "--leader-elect=false",
                    "--feature-gates=" + PARTITIONABLE_DEVICES,
                    "--secure-port=0"));
            command.addAll(RATES);
            command.addAll(arguments);
            return new Component(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start(),
                    folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What it has printed. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.delete(folder.resolve("kubeconfig"));
            Files.delete(folder.resolve("log"));
            Files.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
