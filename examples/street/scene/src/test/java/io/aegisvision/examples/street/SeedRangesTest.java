package io.aegisvision.examples.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeedRangesTest {
    @Test
    void noTwoPurposesShareASeed() {
        for (SeedRanges one : SeedRanges.values()) {
            for (SeedRanges other : SeedRanges.values()) {
                if (one != other) {
                    assertThat(one.first() > other.last() || other.first() > one.last())
                            .as("%s and %s", one, other)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aSeedOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> SeedRanges.DEMO.require(1_000_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("demo range 1..999");
    }

    @Test
    void everyClipComesFromTheGoldenRangeAndItsOwnSeed() {
        SceneRenderer renderer = new SceneRenderer();
        List<Long> seeds = java.util.stream.IntStream.of(0, 1, 8, 319)
                .mapToObj(index -> GoldenClips.shoot(0, index, renderer).seed())
                .toList();

        assertThat(seeds).doesNotHaveDuplicates().allSatisfy(SeedRanges.GOLDEN::require);
        assertThat(YardScenes.site(seeds.get(3))).isEqualTo(319 % YardScenes.SITES);
    }

    @Test
    void aClipHasEnoughBoxes() {
        GoldenClips.Footage footage = GoldenClips.shoot(0, 3, new SceneRenderer());

        assertThat(footage.frames()).hasSize(GoldenClips.FRAMES);
        assertThat(footage.truth().stream()
                        .flatMap(List::stream)
                        .filter(TruthBox::counts)
                        .count())
                .isGreaterThanOrEqualTo(GoldenClips.LEAST_BOXES);
    }

    @Test
    void labelsAreInTheOrderOfTheModelsClasses() {
        assertThat(Label.texts()).containsExactly("person", "car", "forklift");
    }
}
