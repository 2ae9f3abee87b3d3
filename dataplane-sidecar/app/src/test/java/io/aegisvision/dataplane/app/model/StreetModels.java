package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The detectors of the street example: real models, each with the frame that it must know. */
public final class StreetModels {
    private StreetModels() {}

    /** What an artifact of a version holds. */
    public static Path artifact(String name) {
        return Path.of("../../examples/street/models").resolve(name);
    }

    /** A version as its manifest describes it; digests stand for names. */
    public static ModelVersion version(String name) {
        String hex = HexFormat.of().formatHex(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String digest = "sha256:" + "0".repeat(64 - hex.length()) + hex;
        return new ModelVersion(
                "street",
                name,
                digest,
                new Artifact("oci://registry.example/models/street", digest, null, null),
                List.of("person", "car", "forklift"),
                new ModelVersion.Input(
                        "images",
                        640,
                        360,
                        ModelVersion.Layout.NHWC,
                        ModelVersion.DataType.UINT8,
                        ModelVersion.Normalization.None,
                        true),
                new ModelVersion.Output("boxes", "scores", "labels", 35, 50));
    }
}
