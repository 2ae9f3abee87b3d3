package io.aegisvision.experiments.canary;

import io.aegisvision.contract.TrialUnits.ClassScore;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.domain.canary.Evidence;
import io.aegisvision.domain.canary.Evidence.Verdict;
import io.aegisvision.domain.canary.Trial;
import io.aegisvision.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A trial's judging as the operator does it, every question about harm included: three classes, eight source groups, a
 * margin of two points, at least 200 clips, five percent for promotion and five for all harm together. A clip's difference
 * of F1 is normal with a standard deviation of 0.16, what the example's detectors show on their golden clips.
 */
final class WholeTrial {
    private static final double DEVIATION = 0.16;
    private static final double BASELINE = 0.56;
    private static final int SOURCES = 8;
    private static final int SMALL_SET = 304;
    private static final int LARGE_SET = 1000;
    private static final int MIN_UNITS = 200;
    private static final List<String> CLASSES = List.of("person", "car", "forklift");
    private static final double HARM_GOAL = 6.0;

    private final int clips;
    private final double difference;
    /** Share of clips that show a forklift, which the candidate never sees. */
    private final double lostClass;

    private WholeTrial(int clips, double difference, double lostClass) {
        this.clips = clips;
        this.difference = difference;
        this.lostClass = lostClass;
    }

    static List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int clips : List.of(SMALL_SET, LARGE_SET)) {
            for (int points : List.of(-6, -2, 0, 2, 5)) {
                WholeTrial trial = new WholeTrial(clips, points / 100.0, 0);
                String at = "true difference %+d points, %,d clips".formatted(points, clips);
                Figure promoted = Rounds.share("whole trial, " + at + ": to the gate", note(), trial::promoted);
                Figure rolledBack =
                        Rounds.share("whole trial, " + at + ": rolled back for harm", note(), trial::regressed);
                figures.add(points <= -2 ? promoted.atMost(Looking.ERROR_GOAL) : promoted);
                figures.add(points >= -2 ? rolledBack.atMost(HARM_GOAL) : rolledBack);
            }
        }
        for (int percent : List.of(2, 4, 10)) {
            WholeTrial trial = new WholeTrial(LARGE_SET, 0.02, percent / 100.0);
            String at = "two points better, but blind to a class that %d %% of 1,000 clips show".formatted(percent);
            figures.add(Rounds.share("whole trial, " + at + ": to the gate", note(), trial::promoted));
            figures.add(Rounds.share("whole trial, " + at + ": rolled back for harm", note(), trial::regressed));
        }
        return figures;
    }

    private static String note() {
        return "3 classes, 8 source groups, margin 2 points, at least 200 clips, difference of F1 per clip normal with "
                + "standard deviation 0.16, every question at every clip";
    }

    /** The trial as a Canary freezes it; ramp and guards play no part before the gate's verdict. */
    private static Trial trial() {
        return new Trial(
                new Trial.Version("v1", "baseline"),
                new Trial.Version("v2", "candidate"),
                200,
                MIN_UNITS,
                List.of(new Trial.Step(Trial.MAX_WEIGHT_PERCENT, Duration.ofMinutes(1))),
                new Trial.Guards(100, 200),
                Trial.OnInconclusive.RollBack,
                Duration.ofHours(1),
                Trial.OnReject.RollBack,
                5,
                5,
                CLASSES);
    }

    private int promoted(SplittableRandom random) {
        return until(random, Verdict.NonInferior, Verdict.Superior);
    }

    private int regressed(SplittableRandom random) {
        return until(random, Verdict.Regressed, Verdict.Regressed);
    }

    /** The clip at which the trial's first verdict fell, if it is one of these: judging ends with it. */
    private int until(SplittableRandom random, Verdict one, Verdict other) {
        Trial trial = trial();
        Evidence evidence = Evidence.empty(CLASSES.size(), SOURCES);
        for (int n = 0; n < clips; n++) {
            evidence = evidence.after(unit(n, random), trial);
            if (evidence.verdict() != Verdict.None) {
                return evidence.verdict() == one || evidence.verdict() == other ? n + 1 : Rounds.NEVER;
            }
        }
        return Rounds.NEVER;
    }

    private Unit unit(int n, SplittableRandom random) {
        double candidate = Math.clamp(BASELINE + difference + DEVIATION * random.nextGaussian(), 0, 1);
        List<ClassScore> classes = new ArrayList<>();
        classes.add(new ClassScore("person", BASELINE, candidate));
        classes.add(new ClassScore("car", BASELINE, candidate));
        if (random.nextDouble() < lostClass) {
            classes.add(new ClassScore("forklift", BASELINE, 0));
        }
        return new Unit(n, "clip-" + n, "source-" + n % SOURCES, BASELINE, candidate, classes);
    }
}
