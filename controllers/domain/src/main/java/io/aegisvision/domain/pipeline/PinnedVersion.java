package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a Model with its digest.
 *
 * @param version as the spec says
 * @param digest the version digest, {@code sha256:<hex>}
 */
public record PinnedVersion(ModelSpec.Version version, String digest) {

    /**
     * What a cell is told about it.
     *
     * @param model the Model's name
     * @param secrets content of the Secrets that exist, by name; where the artifact's is missing the cell pulls anonymously
     */
    public ModelVersion forCell(String model, Map<String, Map<String, String>> secrets) {
        ModelSpec.Input input = version.input();
        ModelSpec.Output output = version.output();
        return new ModelVersion(
                model,
                version.name(),
                digest,
                artifact(version.artifact(), secrets),
                version.labels(),
                new ModelVersion.Input(
                        input.tensor(),
                        input.width(),
                        input.height(),
                        ModelVersion.Layout.valueOf(input.layout().name()),
                        ModelVersion.DataType.valueOf(input.dataType().name()),
                        ModelVersion.Normalization.valueOf(input.normalization().name()),
                        input.letterbox()),
                new ModelVersion.Output(
                        output.tensors().boxes(),
                        output.tensors().scores(),
                        output.tensors().labels(),
                        output.minScorePercent(),
                        output.nmsIouPercent()));
    }

    /** An artifact with the credentials of its Secret, where there is one. */
    public static Artifact artifact(ArtifactRef ref, Map<String, Map<String, String>> secrets) {
        String name = secretName(ref);
        Map<String, String> secret = name == null ? Map.of() : secrets.getOrDefault(name, Map.of());
        return new Artifact(ref.uri(), ref.digest(), secret.get("username"), secret.get("password"));
    }

    static @Nullable String secretName(ArtifactRef ref) {
        return ref.credentialsSecretRef() == null
                ? null
                : ref.credentialsSecretRef().name();
    }
}
