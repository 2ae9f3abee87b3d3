package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.ApprovalSpec;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Creates an Approval that rejects a gate. */
@Command(name = "reject", description = "Reject a gate, as yourself.", mixinStandardHelpOptions = true)
final class RejectCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Decision decision = new Decision();

    @Override
    public Integer call() {
        return decision.decide(aegis.connection(), ApprovalSpec.Decision.Reject);
    }
}
