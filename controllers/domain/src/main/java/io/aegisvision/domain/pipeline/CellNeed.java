package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a slice must offer to a cell of a pipeline: the profile that the spec names, else memory of all that is loaded at a
 * time. Decoders it needs none: an instance of the device plugin belongs to one container, the inference server's, and so
 * the data plane decodes on the CPU.
 */
public final class CellNeed {
    /** Of the inference server itself: contexts and workspaces. An estimate; a measured profile will replace it. */
    private static final MemoryPart SERVER = new MemoryPart("server", 1431);

    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, Double> FACTOR = Map.of(
            "m", 1e-3, "", 1.0, "k", 1e3, "M", 1e6, "G", 1e9, "T", 1e12, "Ki", 0x1p10, "Mi", 0x1p20, "Gi", 0x1p30, "Ti",
            0x1p40);

    private CellNeed() {}

    /** Of each model the largest version twice, since a candidate is loaded beside what serves. */
    public static Need of(PipelineSpec spec, Map<String, ModelView> models) {
        String asked = spec.cells().migProfile();
        if (!asked.isEmpty()) {
            return Need.of(asked);
        }
        List<MemoryPart> parts = new ArrayList<>(List.of(SERVER));
        new TreeMap<>(models).forEach((name, model) -> {
            double bytes = model.versions().stream()
                    .map(PinnedVersion::version)
                    .map(ModelSpec.Version::memory)
                    .map(CellNeed::bytes)
                    .max(Comparator.naturalOrder())
                    .orElse(0.0);
            parts.add(new MemoryPart("2 x " + name, (long) Math.ceil(2 * bytes / 0x1p20)));
        });
        return new Need(Optional.empty(), parts, 0, OptionalDouble.empty(), List.of(), 0);
    }

    /** The memory in words: {@code 5031 MiB of GPU memory (server 1431, 2 x street 3600)}. */
    static String memory(Need need) {
        return need.memoryMebibytes() + " MiB of GPU memory ("
                + need.memory().stream()
                        .map(part -> part.what() + " " + part.mebibytes())
                        .collect(Collectors.joining(", "))
                + ")";
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
