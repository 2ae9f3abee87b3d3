package io.aegisvision.controllers.stream;

import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.stream.RatePolicy;
import io.aegisvision.domain.stream.StreamPlan;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a Stream; pure. */
final class StreamStatusProjector {
    /** Long enough for any rate to be written. */
    private static final Duration NEVER = Duration.ofDays(1);

    StreamStatus project(Stream stream, StreamPlan plan, Instant now) {
        @Nullable StreamStatus before = stream.getStatus();
        Duration sinceWrite = sinceWrite(stream, now);
        boolean fresh = before != null
                && sinceWrite.compareTo(RatePolicy.LEAST) < 0
                && reasons(before.drops()).equals(reasons(plan.drops()));
        return new StreamStatus(
                stream.getMetadata().getGeneration(),
                plan.cell(),
                plan.revision(),
                plan.epoch(),
                RatePolicy.shown(before == null ? null : before.framesPerSecond(), plan.rates(), sinceWrite),
                plan.models(),
                fresh ? before.drops() : plan.drops(),
                StatusConditions.merge(
                        before == null ? null : before.conditions(),
                        plan.claims(),
                        stream.getMetadata().getGeneration(),
                        now));
    }

    private static List<String> reasons(List<StreamStatus.Drop> drops) {
        return drops.stream().map(StreamStatus.Drop::reason).toList();
    }

    /** Since our last write of the status, as the API server keeps it. */
    private static Duration sinceWrite(Stream stream, Instant now) {
        @Nullable List<ManagedFieldsEntry> fields = stream.getMetadata().getManagedFields();
        if (fields == null) {
            return NEVER;
        }
        return fields.stream()
                .filter(entry -> StatusPatch.FIELD_MANAGER.equals(entry.getManager()) && entry.getTime() != null)
                .map(entry -> Duration.between(Instant.parse(entry.getTime()), now))
                .min(Duration::compareTo)
                .orElse(NEVER);
    }
}
