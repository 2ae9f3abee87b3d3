package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.Trial;
import io.aegisvision.api.v1alpha1.VersionRef;
import io.aegisvision.domain.pipeline.ActiveTrial.CanaryView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActiveTrialTest {
    private static CanaryView canary(String name, Phase phase, boolean suspend) {
        CanaryTrial trial = new CanaryTrial(
                new VersionRef("v1", Yard.V1),
                new VersionRef("v2", Yard.V2),
                List.of("person"),
                new Trial.Evidence(Trial.Outcome.GoldenClips, new ArtifactRef("oci://r/clips", Yard.V2, null), 200),
                2,
                List.of(new Trial.Step(50, "10m")),
                new Trial.Guards(100, 20),
                Trial.OnInconclusive.RollBack,
                "24h",
                new Trial.GateTerms(1, 2, List.of(), "24h", Trial.OnReject.RollBack),
                new CanaryTrial.ErrorPercent(5, 5));
        return new CanaryView(
                name,
                "uid-" + name,
                new CanarySpec(new NameRef("street"), trial, 1, suspend),
                CanaryStatusOf.phase(phase));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"RolledBack", "Failed"})
    void endedTrialsMoveNothing(Phase phase) {
        assertThat(ActiveTrial.of(Yard.V1, "c", List.of(canary("c", phase, false))))
                .isEmpty();
    }

    @Test
    void promotedCountsUntilTheModelServesTheCandidate() {
        List<CanaryView> promoted = List.of(canary("c", Phase.Promoted, false));
        assertThat(ActiveTrial.of(Yard.V1, "c", promoted)).isPresent();
        assertThat(ActiveTrial.of(Yard.V2, "c", promoted)).isEmpty();
        assertThat(ActiveTrial.of(Yard.V1, null, promoted))
                .as("one of long ago")
                .isEmpty();
    }

    @Test
    void judgesOnlyWhileJudging() {
        assertThat(ActiveTrial.of(Yard.V1, "c", List.of(canary("c", Phase.Judging, false)))
                        .orElseThrow()
                        .judge())
                .isTrue();
        assertThat(ActiveTrial.of(Yard.V1, "c", List.of(canary("c", Phase.Judging, true)))
                        .orElseThrow()
                        .judge())
                .isFalse();
        assertThat(ActiveTrial.of(Yard.V1, "c", List.of(canary("c", Phase.Ramping, false)))
                        .orElseThrow()
                        .judge())
                .isFalse();
    }

    @Test
    void theNamedOneIsTaken() {
        List<CanaryView> both = List.of(canary("a", Phase.Judging, false), canary("b", Phase.Ramping, false));
        assertThat(ActiveTrial.of(Yard.V1, "b", both).orElseThrow().canary()).isEqualTo("b");
        assertThat(ActiveTrial.of(Yard.V1, null, both).orElseThrow().canary()).isEqualTo("a");
    }

    /** A status in which only the phase is said. */
    private static final class CanaryStatusOf {
        static CanaryStatus phase(Phase phase) {
            try {
                var constructor = CanaryStatus.class.getDeclaredConstructors()[0];
                Object[] arguments = new Object[constructor.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = constructor.getParameterTypes()[i] == Phase.class && i < 3 && arguments[1] == null
                            ? phase
                            : null;
                }
                return (CanaryStatus) constructor.newInstance(arguments);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }
}
