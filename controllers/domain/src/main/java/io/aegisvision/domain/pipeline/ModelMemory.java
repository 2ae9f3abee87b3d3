package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ModelSpec;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory that the models of a pipeline take on a slice. */
final class ModelMemory {
    /** Of the inference server itself: contexts and workspaces. An estimate; a measured profile will replace it. */
    private static final long SERVER_MEGABYTES = 1500;

    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, Double> FACTOR = Map.of(
            "m", 1e-3, "", 1.0, "k", 1e3, "M", 1e6, "G", 1e9, "T", 1e12, "Ki", 0x1p10, "Mi", 0x1p20, "Gi", 0x1p30, "Ti",
            0x1p40);

    private ModelMemory() {}

    /** Two copies of the largest version of each model, since a candidate is loaded beside what serves. */
    static long megabytes(PipelineSnapshot snapshot) {
        double bytes = snapshot.models().values().stream()
                .mapToDouble(model -> 2
                        * model.versions().stream()
                                .map(PinnedVersion::version)
                                .map(ModelSpec.Version::memory)
                                .map(ModelMemory::bytes)
                                .max(Comparator.naturalOrder())
                                .orElse(0.0))
                .sum();
        return SERVER_MEGABYTES + (long) Math.ceil(bytes / 1e6);
    }

    /** Bytes of a Kubernetes quantity; 0 where the text is none. */
    static double bytes(String quantity) {
        Matcher matcher = QUANTITY.matcher(quantity);
        if (!matcher.matches()) {
            return 0;
        }
        String unit = matcher.group(2);
        return Double.parseDouble(matcher.group(1)) * FACTOR.getOrDefault(unit == null ? "" : unit, 1.0);
    }
}
