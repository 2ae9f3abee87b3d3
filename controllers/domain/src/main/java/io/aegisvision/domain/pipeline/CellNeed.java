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
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a slice must offer to a cell of a pipeline: the profile that the spec names, else memory of all that is loaded at a
 * time, and the frames a second of a full cell where every model declares what one costs. Decoders it needs none: an
 * instance of the device plugin belongs to one container, the inference server's, and so the data plane decodes on the CPU.
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
        OptionalDouble millis = multiprocessorMillis(spec, models);
        return new Need(Optional.empty(), parts, millis.isEmpty() ? 0 : framesPerSecond(spec), millis, List.of(), 0);
    }

    /** Frames a second of a full cell; 0 where few are sampled, or nobody knows how many. */
    private static double framesPerSecond(PipelineSpec spec) {
        return spec.stages().stream()
                .flatMap(stage -> Optional.ofNullable(stage.sample()).stream())
                .flatMap(sample -> Optional.ofNullable(sample.framesPerSecond()).stream())
                .mapToDouble(perStream -> (double) perStream * spec.cells().streamsPerCell())
                .findFirst()
                .orElse(0);
    }

    /** What a frame costs, which goes through every detector; of a model the dearest version. Empty unless all declare it. */
    private static OptionalDouble multiprocessorMillis(PipelineSpec spec, Map<String, ModelView> models) {
        double micros = 0;
        for (PipelineSpec.Stage stage : spec.stages()) {
            if (stage.detect() == null) {
                continue;
            }
            ModelView model = models.get(stage.detect().modelRef().name());
            OptionalInt dearest = model == null
                    ? OptionalInt.empty()
                    : model.versions().stream()
                            .map(version -> version.version().multiprocessorMicros())
                            .flatMapToInt(declared -> declared == null ? IntStream.empty() : IntStream.of(declared))
                            .max();
            if (dearest.isEmpty()) {
                return OptionalDouble.empty();
            }
            micros += dearest.getAsInt();
        }
        return micros == 0 ? OptionalDouble.empty() : OptionalDouble.of(micros / 1000);
    }

    /** In words: {@code 5031 MiB of GPU memory (server 1431, 2 x street 3600) and 640 frames/s}. */
    static String words(Need need) {
        return need.memoryMebibytes() + " MiB of GPU memory ("
                + need.memory().stream()
                        .map(part -> part.what() + " " + part.mebibytes())
                        .collect(Collectors.joining(", "))
                + ")"
                + (need.framesPerSecond() > 0 ? " and " + Math.round(need.framesPerSecond()) + " frames/s" : "");
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
