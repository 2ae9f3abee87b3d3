package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.domain.canary.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What cells do for the one trial of a model that is under way.
 *
 * @param canary the Canary's name
 * @param uid its uid
 * @param baselineDigest version digest of what serves
 * @param candidateDigest version digest of what is tried
 * @param clips the labelled clips
 * @param weightPercent share of streams on the candidate, 0..50
 * @param judge whether clips are judged now
 * @param cursor clips before this one are known
 * @param step of the ramp; -1 before it
 */
public record ActiveTrial(
        String canary,
        String uid,
        String baselineDigest,
        String candidateDigest,
        ArtifactRef clips,
        int weightPercent,
        boolean judge,
        int cursor,
        int step) {

    /** A Canary as read. */
    public record CanaryView(
            String name,
            String uid,
            CanarySpec spec,
            @Nullable CanaryStatus status) {
        private Phase phase() {
            return status == null || status.phase() == null ? Phase.Pending : status.phase();
        }
    }

    /**
     * The trial that is under way: the one the Model's status names, else the first by name that has not ended. A
     * promoted one counts until the Model serves the candidate, so that no stream goes back in between. One that was
     * started against another version than the serving one does not count.
     *
     * @param servingDigest what the Model serves
     * @param named the Canary that the Model's status names, or null
     */
    public static Optional<ActiveTrial> of(
            String servingDigest, @Nullable String named, List<CanaryView> canariesOfModel) {
        return canariesOfModel.stream()
                .filter(canary -> canary.spec.trial().baseline().digest().equals(servingDigest))
                .filter(canary ->
                        runs(canary.phase()) || (canary.phase() == Phase.Promoted && canary.name.equals(named)))
                .min(Comparator.comparing((CanaryView canary) -> !canary.name.equals(named))
                        .thenComparing(CanaryView::name))
                .map(ActiveTrial::of);
    }

    private static boolean runs(Phase phase) {
        return switch (phase) {
            case Pending, Judging, Ramping, AwaitingGate, Promoting, Paused -> true;
            case Promoted, RolledBack, Failed -> false;
        };
    }

    private static ActiveTrial of(CanaryView canary) {
        CanaryStatus status = canary.status;
        @Nullable Integer weight = status == null ? null : status.weightPercent();
        @Nullable Integer cursor = status == null ? null : status.cursor();
        @Nullable Integer step = status == null ? null : status.step();
        return new ActiveTrial(
                canary.name,
                canary.uid,
                canary.spec.trial().baseline().digest(),
                canary.spec.trial().candidate().digest(),
                canary.spec.trial().evidence().clips(),
                weight == null ? 0 : Math.clamp(weight, 0, Trial.MAX_WEIGHT_PERCENT),
                canary.phase() == Phase.Judging && !canary.spec.suspend(),
                cursor == null ? 0 : cursor,
                step == null ? -1 : step);
    }
}
