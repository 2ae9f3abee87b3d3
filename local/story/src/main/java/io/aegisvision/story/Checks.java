package io.aegisvision.story;

import io.aegisvision.report.Check;
import io.aegisvision.report.ReportFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Collects named checks, prints each as it ends, and writes the report after each, so that a stopped run is told too. */
final class Checks {
    private final Path report;
    private final List<Check> done = new ArrayList<>();
    private final List<String> expected;
    private final long begun = System.nanoTime();
    private long ended = begun;

    Checks(Path report, List<String> expected) {
        this.report = report;
        this.expected = List.copyOf(expected);
    }

    /** What a check found. @param detail for whoever has to find out why it failed */
    record Finding(boolean passed, String measured, String detail) {
        static Finding of(boolean passed, String measured) {
            return new Finding(passed, measured, "");
        }

        Finding because(String why) {
            return new Finding(passed, measured, why);
        }
    }

    /**
     * Runs one check; whatever it throws is its failure. Its time counts from the end of the check before it, so that all
     * waiting is told. True when it passed.
     */
    boolean check(String name, Callable<Finding> body) {
        if (!expected.contains(name)) {
            throw new IllegalArgumentException("check '" + name + "' is not in the list of the story's checks");
        }
        Finding finding;
        try {
            finding = body.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + name, e);
        } catch (Exception | AssertionError e) {
            finding = new Finding(false, "failed: " + e.getMessage(), e.toString());
        }
        long now = System.nanoTime();
        double seconds = (now - ended) / 1e9;
        ended = now;
        done.add(new Check(name, finding.passed, finding.measured, Math.rint(seconds * 10) / 10, finding.detail));
        System.out.printf(
                Locale.ROOT,
                "%s  %-58s %6.1f s  %s%n",
                finding.passed ? "ok  " : "FAIL",
                name,
                seconds,
                finding.measured);
        if (!finding.passed && !finding.detail.isEmpty()) {
            System.out.println("        " + finding.detail.replace("\n", "\n        "));
        }
        write();
        return finding.passed;
    }

    /** Ends the report: what never ran is failed. True when everything passed. */
    boolean finish() {
        for (String name : expected) {
            if (done.stream().noneMatch(check -> check.name().equals(name))) {
                done.add(new Check(name, false, "not run", 0, "an earlier step failed, or the run was limited"));
            }
        }
        write();
        long passed = done.stream().filter(Check::passed).count();
        System.out.println();
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        System.out.printf(
                Locale.ROOT,
                "%d passed, %d failed in %d:%02d minutes%n",
                passed,
                done.size() - passed,
                took / 60,
                took % 60);
        return passed == done.size();
    }

    private void write() {
        ReportFile.writeChecks(report, done);
    }
}
