package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.Approver;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.NameRef;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What approving and rejecting share: an Approval in the name of whoever the API server says is calling. */
final class Decision {
    @Parameters(index = "0", description = "name of the Gate")
    private String gateName = "";

    @Option(names = "--reason", description = "why, for whoever reads it later")
    private @Nullable String reason;

    @Option(
            names = "--as-member-of",
            description = "group to decide as (default: the first of the gate's that you are in)")
    private @Nullable String group;

    int decide(Connection connection, ApprovalSpec.Decision decision) {
        try (KubernetesClient client = connection.open()) {
            Gate gate = Connection.get(client, Gate.class, gateName);
            Approval made = client.resource(approval(gate, decision, whoAmI(client)))
                    .inNamespace(client.getNamespace())
                    .create();
            System.out.println(made.getMetadata().getName() + ": " + decision + " of " + gateName + " by "
                    + made.getSpec().approver().username() + " as "
                    + made.getSpec().approver().group() + "; "
                    + gate.getSpec().requiredApprovals() + " needed");
            return 0;
        }
    }

    Approval approval(Gate gate, ApprovalSpec.Decision decision, UserInfo user) {
        Approval approval = new Approval();
        approval.setMetadata(
                new ObjectMetaBuilder().withGenerateName(gateName + "-").build());
        approval.setSpec(new ApprovalSpec(
                new NameRef(gateName),
                decision,
                gate.getSpec().requestDigest(),
                reason,
                new ApprovalSpec.Identity(user.getUsername(), chosenGroup(gate, user.getGroups())),
                false));
        return approval;
    }

    private String chosenGroup(Gate gate, List<String> memberOf) {
        if (group != null) {
            return group;
        }
        List<String> wanted =
                gate.getSpec().approvers().stream().map(Approver::name).toList();
        return wanted.stream()
                .filter(memberOf::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "you are in none of the groups that may decide this gate: " + String.join(", ", wanted)));
    }

    static UserInfo whoAmI(KubernetesClient client) {
        SelfSubjectReview review = client.resource(new SelfSubjectReview()).create();
        return review.getStatus().getUserInfo();
    }
}
