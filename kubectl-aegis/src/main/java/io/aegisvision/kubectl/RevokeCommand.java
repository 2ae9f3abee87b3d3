package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Takes back one's own decisions on a gate, which is possible until it is executed. */
@Command(name = "revoke", description = "Take back your decisions on a gate.", mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Parameters(index = "0", description = "name of the Gate")
    private String gateName = "";

    @Override
    public Integer call() {
        try (KubernetesClient client = aegis.connection().open()) {
            String me = Decision.whoAmI(client).getUsername();
            List<Approval> mine =
                    client.resources(Approval.class).inNamespace(client.getNamespace()).list().getItems().stream()
                            .filter(approval -> approval.getSpec()
                                            .gateRef()
                                            .name()
                                            .equals(gateName)
                                    && approval.getSpec().approver().username().equals(me)
                                    && !approval.getSpec().revoked())
                            .toList();
            if (mine.isEmpty()) {
                throw new IllegalArgumentException(me + " has no decision on " + gateName + " to take back");
            }
            for (Approval approval : mine) {
                client.resource(approval)
                        .inNamespace(client.getNamespace())
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"revoked\":true}}");
                ApprovalSpec spec = approval.getSpec();
                System.out.println(approval.getMetadata().getName() + ": " + spec.decision() + " revoked");
            }
            return 0;
        }
    }
}
