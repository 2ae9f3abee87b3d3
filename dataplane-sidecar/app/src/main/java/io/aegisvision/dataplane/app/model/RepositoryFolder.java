package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version's folder in Triton's model repository: {@code <hex>/config.pbtxt} and {@code <hex>/1/model.onnx}. The name
 * is the version digest, so a folder is never reused for other bytes.
 */
final class RepositoryFolder {
    /** File of the artifact that Triton serves. */
    static final String MODEL = "model.onnx";

    private RepositoryFolder() {}

    /** Writes the folder beside its place and moves it there, so that Triton never sees half of one. */
    static void write(Path repository, ModelVersion version, Path model) throws IOException {
        Path folder = repository.resolve(TritonDetector.tritonName(version));
        remove(folder);
        Path draft = repository.resolve(".draft-" + TritonDetector.tritonName(version));
        remove(draft);
        Files.createDirectories(draft.resolve("1"));
        Files.copy(model, draft.resolve("1").resolve(MODEL), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(draft.resolve("config.pbtxt"), config(version), StandardCharsets.UTF_8);
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Triton's model configuration. Dimensions of outputs are left open: the model has the last word. */
    static String config(ModelVersion version) {
        ModelVersion.Input in = version.input();
        ModelVersion.Output out = version.output();
        String dims =
                switch (in.layout()) {
                    case NHWC -> in.height() + ", " + in.width() + ", 3";
                    case NCHW -> "3, " + in.height() + ", " + in.width();
                };
        return """
                name: "%s"
                backend: "onnxruntime"
                max_batch_size: %d
                input [ { name: "%s" data_type: TYPE_%s dims: [ %s ] } ]
                output [
                  { name: "%s" data_type: TYPE_FP32 dims: [ -1, 4 ] },
                  { name: "%s" data_type: TYPE_FP32 dims: [ -1 ] },
                  { name: "%s" data_type: TYPE_INT64 dims: [ -1 ] }
                ]
                instance_group [ { count: 1 } ]
                dynamic_batching { }
                """.formatted(
                        TritonDetector.tritonName(version),
                        ModelAgent.LARGEST_BATCH,
                        quoted(in.tensor()),
                        in.dataType(),
                        dims,
                        quoted(out.boxesTensor()),
                        quoted(out.scoresTensor()),
                        quoted(out.labelsTensor()));
    }

    /** A tensor's name cannot end the text it stands in. */
    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Removes a folder and all in it, if it is there. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
