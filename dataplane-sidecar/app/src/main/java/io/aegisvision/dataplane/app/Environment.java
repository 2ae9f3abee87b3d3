package io.aegisvision.dataplane.app;

import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.EngineKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What a process is told besides its cell's config: where things are mounted. Every value has the default of the pod
 * that the operator renders.
 *
 * @param engine what runs the models, {@code Triton} or {@code Embedded} ({@code AEGIS_ENGINE})
 * @param engineThreads inferences at the same time where it is {@code Embedded}; 0: as many as the container may use
 *     processors ({@code AEGIS_ENGINE_THREADS})
 * @param config folder of the mounted Secret ({@code AEGIS_CONFIG_DIR})
 * @param sharedMemory folder that Triton sees as its shared memory too ({@code AEGIS_SHM_DIR})
 * @param data folder that survives a restart of the container ({@code AEGIS_DATA_DIR})
 * @param models Triton's model repository ({@code AEGIS_MODEL_REPOSITORY})
 * @param tritonHost host of Triton's gRPC ({@code AEGIS_TRITON_GRPC}, {@code host:port})
 * @param tritonPort port of it
 * @param httpPort port of state, health and metrics ({@code AEGIS_HTTP_PORT}); 0 takes a free one
 * @param hungCalls hung calls into the video library at which the process restarts itself ({@code AEGIS_HUNG_CALLS},
 *     default 16)
 * @param terminationLog file whose text the kubelet shows as the container's last words ({@code AEGIS_TERMINATION_LOG},
 *     default {@code /dev/termination-log})
 * @param drain how long a stopping cell tries to deliver its events ({@code AEGIS_DRAIN_SECONDS}, default 10)
 */
public record Environment(
        EngineKind engine,
        int engineThreads,
        Path config,
        Path sharedMemory,
        Path data,
        Path models,
        String tritonHost,
        int tritonPort,
        int httpPort,
        int hungCalls,
        Path terminationLog,
        Duration drain) {

    /** @throws IllegalArgumentException naming the variable that cannot be read */
    public static Environment of(Map<String, String> variables) {
        String triton = variables.getOrDefault("AEGIS_TRITON_GRPC", "127.0.0.1:8001");
        int colon = triton.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("AEGIS_TRITON_GRPC: '" + triton + "' is not host:port");
        }
        return new Environment(
                engine(variables.getOrDefault("AEGIS_ENGINE", "Triton")),
                number("AEGIS_ENGINE_THREADS", variables.getOrDefault("AEGIS_ENGINE_THREADS", "0"), 0, 1024),
                Path.of(variables.getOrDefault("AEGIS_CONFIG_DIR", CellApi.CONFIG_DIR)),
                Path.of(variables.getOrDefault("AEGIS_SHM_DIR", CellApi.SHARED_MEMORY)),
                Path.of(variables.getOrDefault("AEGIS_DATA_DIR", CellApi.DATA_DIR)),
                Path.of(variables.getOrDefault("AEGIS_MODEL_REPOSITORY", CellApi.MODEL_REPOSITORY)),
                triton.substring(0, colon),
                number("AEGIS_TRITON_GRPC", triton.substring(colon + 1), 1, 65_535),
                number(
                        "AEGIS_HTTP_PORT",
                        variables.getOrDefault("AEGIS_HTTP_PORT", Integer.toString(CellApi.PORT)),
                        0,
                        65_535),
                number("AEGIS_HUNG_CALLS", variables.getOrDefault("AEGIS_HUNG_CALLS", "16"), 1, 1000),
                Path.of(variables.getOrDefault("AEGIS_TERMINATION_LOG", "/dev/termination-log")),
                Duration.ofSeconds(
                        number("AEGIS_DRAIN_SECONDS", variables.getOrDefault("AEGIS_DRAIN_SECONDS", "10"), 0, 600)));
    }

    private static EngineKind engine(String text) {
        for (EngineKind kind : EngineKind.values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "AEGIS_ENGINE: '" + text + "' is none of " + Arrays.toString(EngineKind.values()));
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": '" + text + "' is not a number", e);
        }
        throw new IllegalArgumentException(name + ": " + text + " is outside " + least + ".." + most);
    }
}
