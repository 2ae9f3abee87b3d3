package io.aegisvision.domain.stream;

import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.domain.condition.Condition.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a stream.
 *
 * @param claims all conditions
 * @param cell the cell that runs it, or null
 * @param revision the pipeline's revision that it runs, or null
 * @param epoch its present epoch, or null
 * @param rates what the cell measures now, or null
 * @param models what each detect stage runs
 * @param drops dropped frames by cause
 */
public record StreamPlan(
        List<Claim> claims,
        @Nullable String cell,
        @Nullable String revision,
        @Nullable String epoch,
        StreamStatus.@Nullable Rates rates,
        List<StreamStatus.StageModel> models,
        List<StreamStatus.Drop> drops) {}
