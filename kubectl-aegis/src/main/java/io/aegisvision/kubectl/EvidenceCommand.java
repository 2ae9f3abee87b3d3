package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The numbers of a trial, with the evidence for each question as a bar. */
@Command(name = "evidence", description = "The numbers of a trial.", mixinStandardHelpOptions = true)
final class EvidenceCommand implements Callable<Integer> {
    private static final int BAR = 30;

    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", description = "name of the Canary")
    private String name = "";

    @Override
    public Integer call() {
        try (KubernetesClient client = aegis.connection().open()) {
            Canary canary = Connection.get(client, Canary.class, name);
            CanaryStatus status = canary.getStatus();
            if (status == null || status.evidence() == null) {
                throw new IllegalArgumentException(name + " has no evidence yet");
            }
            System.out.print(output.json() ? Output.write(status.evidence()) + "\n" : render(canary, status));
            return 0;
        }
    }

    static String render(Canary canary, CanaryStatus status) {
        EvidenceNumbers evidence = status.evidence();
        if (evidence == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        out.append(Sentence.of(canary)).append('\n');
        row(out, "clips", Long.toString(evidence.units()));
        row(out, "difference in mean score", percent(evidence.differenceBasisPoints()));
        Integer bound = evidence.lowerBoundBasisPoints();
        row(out, "lower bound, at any time", bound == null ? "below the grid" : percent(bound));
        row(out, "margin", "-" + canary.getSpec().trial().marginPercent() + " %");
        row(out, "e-value", evidence.eValue() + " of " + evidence.requiredEValue());
        row(
                out,
                "verdict",
                evidence.verdict() + (evidence.regressedBy() == null ? "" : " by " + evidence.regressedBy()));
        out.append("\nevidence for each question; the mark is where it decides for promotion\n");
        double needed = Math.log(evidence.requiredEValue());
        for (CanaryStatus.Process process : status.processes()) {
            double wealth = Double.parseDouble(process.logWealth());
            int length = Math.clamp(Math.round(wealth / needed * BAR / 2), 0, BAR);
            String bar = "█".repeat(length) + " ".repeat(BAR - length);
            out.append(String.format(
                    Locale.ROOT,
                    "%-32s %s|%s %10.2f%n",
                    process.question(),
                    bar.substring(0, BAR / 2),
                    bar.substring(BAR / 2),
                    StrictMath.exp(Math.min(wealth, Math.log(EvidenceNumbers.MOST_E_VALUE)))));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String what, String value) {
        out.append(String.format(Locale.ROOT, "%-26s %s%n", what, value));
    }

    private static String percent(int basisPoints) {
        return String.format(Locale.ROOT, "%+.2f %%", basisPoints / 100.0);
    }
}
