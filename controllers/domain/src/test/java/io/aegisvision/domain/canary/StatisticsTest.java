package io.aegisvision.domain.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegisvision.domain.canary.BettingProcess.State;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check values that were computed apart from this code, and the error rates that the procedures promise. */
class StatisticsTest {
    private static final double TWO_SIDED = ConfidenceInterval.Z_TWO_SIDED_95;

    @ParameterizedTest
    @CsvSource({"2,199", "1,398"})
    void identicalModelsNeedThisManyClips(int marginPercent, int clips) {
        long margin = marginPercent * 10_000L;
        assertThat(BettingProcess.leastUnits(margin, 0.05)).isEqualTo(clips);
        BettingProcess process = BettingProcess.nonInferior(margin, State.EMPTY);
        for (int n = 1; n < clips; n++) {
            process = process.after(0);
            assertThat(process.rejectedAt(0.05)).as("after " + n).isFalse();
        }
        assertThat(process.after(0).rejectedAt(0.05)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"81,263,0.2553,0.3662", "15,148,0.0624,0.1605", "0,20,0,0.1611", "1,29,0.0061,0.1718"})
    void wilson(double successes, double trials, double lower, double upper) {
        ConfidenceInterval interval = ConfidenceInterval.wilson(successes, trials, TWO_SIDED);
        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "52,52,0.950544", "51,51,0.949623", "98,100,0.941352",
        "985,1000,0.977243", "970,1000,0.959780", "268,268,0.990006"
    })
    void wilsonOneSided(double successes, double trials, double lower) {
        assertThat(ConfidenceInterval.wilson(successes, trials, ConfidenceInterval.Z_ONE_SIDED_95)
                        .lower())
                .isCloseTo(lower, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"56,70,48,80,0.0524,0.3339", "9,10,3,10,0.1705,0.8090", "10,10,0,20,0.6791,1"})
    void newcombe(double s1, double n1, double s2, double n2, double lower, double upper) {
        ConfidenceInterval interval = ConfidenceInterval.newcombe(s1, n1, s2, n2, TWO_SIDED);
        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "100,100,0.95,3.504301",
        "150,150,0.95,5.672014",
        "490,500,0.95,4.918625",
        "980,1000,0.95,10.640809",
        "950,1000,0.95,-1.826991",
        "995,1000,0.99,0.913054",
        "500,500,0.99,3.407206"
    })
    void mixture(long successes, long trials, double nullRate, double logE) {
        assertThat(MixtureProcess.uniform(nullRate).logEValue(successes, trials))
                .isCloseTo(logE, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"0.90,43", "0.95,88", "0.98,224", "0.99,449"})
    void priceOfAnytimeValidity(double nullRate, int units) {
        MixtureProcess process = MixtureProcess.uniform(nullRate);
        assertThat(process.logEValue(units, units)).isGreaterThanOrEqualTo(Math.log(20));
        assertThat(process.logEValue(units - 1, units - 1)).isLessThan(Math.log(20));
    }

    /** Truth exactly at the margin, looked at after every unit: 5 percent and three standard errors at most. */
    @Test
    void falsePromotionAtTheBoundaryIsRareWhereNaiveLookingIsNot() {
        Random random = new Random(7);
        int runs = 1000;
        int betting = 0;
        int naive = 0;
        for (int run = 0; run < runs; run++) {
            BettingProcess process = BettingProcess.nonInferior(20_000, State.EMPTY);
            boolean promoted = false;
            boolean promotedNaively = false;
            int baseline = 0;
            int candidate = 0;
            for (int n = 1; n <= 3000; n++) {
                int first = random.nextDouble() < 0.95 ? 1 : 0;
                int second = random.nextDouble() < 0.93 ? 1 : 0;
                process = process.after((second - first) * BettingProcess.ONE);
                promoted |= process.rejectedAt(0.05);
                baseline += first;
                candidate += second;
                promotedNaively |= n >= 100
                        && ConfidenceInterval.newcombe(candidate, n, baseline, n, ConfidenceInterval.Z_ONE_SIDED_95)
                                        .lower()
                                > -0.02;
            }
            betting += promoted ? 1 : 0;
            naive += promotedNaively ? 1 : 0;
        }
        assertThat(betting / (double) runs).isLessThan(0.071);
        assertThat(naive / (double) runs).isGreaterThan(0.20);
    }

    /** The same for pairs on one frame that differ in 4 percent, as in the shadow lane. */
    @Test
    void falsePromotionOfPairsIsRare() {
        Random random = new Random(5);
        int runs = 1000;
        int promoted = 0;
        for (int run = 0; run < runs; run++) {
            BettingProcess process = BettingProcess.nonInferior(20_000, State.EMPTY);
            for (int n = 0; n < 3000 && !process.rejectedAt(0.05); n++) {
                double draw = random.nextDouble();
                process = process.after(draw < 0.01 ? BettingProcess.ONE : draw < 0.04 ? -BettingProcess.ONE : 0);
            }
            promoted += process.rejectedAt(0.05) ? 1 : 0;
        }
        assertThat(promoted / (double) runs).isLessThan(0.071);
    }

    @Test
    void harmIsSeenSoonAndNoHarmRarely() {
        Random random = new Random(11);
        int falseAlarms = 0;
        for (int run = 0; run < 500; run++) {
            BettingProcess process = BettingProcess.harm(20_000, State.EMPTY);
            for (int n = 0; n < 2000 && !process.rejectedAt(0.05); n++) {
                double draw = random.nextDouble();
                process = process.after(draw < 0.01 ? -BettingProcess.ONE : draw < 0.03 ? BettingProcess.ONE : 0);
            }
            falseAlarms += process.rejectedAt(0.05) ? 1 : 0;
        }
        assertThat(falseAlarms).isLessThan(35);
        BettingProcess process = BettingProcess.harm(20_000, State.EMPTY);
        int units = 0;
        while (!process.rejectedAt(0.05)) {
            process = process.after(random.nextDouble() < 0.2 ? BettingProcess.ONE : 0);
            units++;
        }
        assertThat(units).isLessThan(150);
    }

    @Test
    void aProcessResumedFromItsStateGoesOnBitByBit() {
        Random random = new Random(3);
        BettingProcess straight = BettingProcess.nonInferior(20_000, State.EMPTY);
        BettingProcess resumed = straight;
        LowerBound bound = LowerBound.EMPTY;
        for (int n = 0; n < 1000; n++) {
            long difference = Math.round(random.nextGaussian() * 200_000);
            difference = Math.clamp(difference, -BettingProcess.ONE, BettingProcess.ONE);
            straight = straight.after(difference);
            State state = resumed.state();
            resumed = BettingProcess.nonInferior(
                            20_000,
                            new State(
                                    state.units(),
                                    state.sumMicros(),
                                    state.sumOfSquaresPicos(),
                                    state.logWealthNanos()))
                    .after(difference);
            bound = bound.after(difference);
        }
        assertThat(resumed).isEqualTo(straight);
        assertThat(bound.units()).isEqualTo(1000);
    }

    @Test
    void theLowerBoundStaysBelowTheMean() {
        LowerBound bound = LowerBound.EMPTY;
        for (int n = 0; n < 2000; n++) {
            bound = bound.after(n % 2 == 0 ? 100_000 : 0);
        }
        assertThat(bound.basisPoints(0.05).orElseThrow()).isBetween(300, 500);
    }

    @Test
    void streamsMoveInOneOrderAndNeverMoreThanHalf() {
        List<String> streams = List.of("a", "b", "c", "d", "e");
        Set<String> before = Set.of();
        for (int weight = 0; weight <= 50; weight++) {
            Set<String> now = ArmRanking.onCandidate("canary", streams, weight);
            assertThat(now).containsAll(before).hasSizeLessThanOrEqualTo(2);
            before = now;
        }
        assertThat(before).hasSize(2);
        assertThat(ArmRanking.onCandidate("canary", List.of("a"), 50)).isEmpty();
        assertThat(ArmRanking.onCandidate("canary", List.of("a", "b", "c"), 10)).hasSize(1);
    }
}
