package io.aegisvision.controllers.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.PromotionPolicySpec;
import io.aegisvision.controllers.canary.CanaryReconciler;
import io.aegisvision.controllers.gate.ApprovalReconciler;
import io.aegisvision.controllers.gate.GateReconciler;
import io.aegisvision.controllers.model.ModelReconciler;
import io.aegisvision.controllers.model.PromotionPolicyReconciler;
import io.aegisvision.controllers.objects.ClientApi;
import io.aegisvision.domain.promotion.Floors;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reconcilers in the framework, with its watches, as the operator's account, under the admission policies. */
@ExtendWith(ApiServerExtension.class)
class OperatorIT {
    private static final List<String> POLICIES = List.of(
            "approval-identity.yaml",
            "approval-gate.yaml",
            "approval-revoke.yaml",
            "operator-only.yaml",
            "model-requesters.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ApiServer server;

    OperatorIT(ApiServer server) {
        this.server = server;
    }

    @Test
    void aVersionIsPromotedByAPersonUnderTheFrameworkAndThePolicies() throws Exception {
        String namespace = server.newNamespace("operator");
        Street street = new Street(new ServerObjects(server.admin(), namespace), namespace, Instant.now());
        street.hold = "1s";
        installPolicies();
        try (KubernetesClient account =
                        server.as("system:serviceaccount:aegis-system:aegis-operator", "system:masters");
                KubernetesClient author = server.as("model-author", "system:masters");
                KubernetesClient lead = server.as("vision-lead", "system:masters", "vision-leads")) {
            Operator operator = operator(account, street);
            operator.start();
            try {
                await("v1 serves", () -> "v1".equals(street.serving()));
                await("the ledger remembers it", () -> street.ledger().getSpec().serving() != null);
                want(author, street.model(), "v2");
                await("a gate is pending", () -> pending(street) != null);
                Approval approval = street.approval(Objects.requireNonNull(pending(street)), "vision-lead", "Approve");
                approval.getMetadata().setCreationTimestamp(null);
                lead.resource(approval).create();
                await("v2 serves", () -> "v2".equals(street.serving()));
                await("it is said so", () -> street.promoted());
            } finally {
                operator.stop();
            }
            PromotionTest.assertEnded(street);
            assertThat(street.objects.all(Approval.class))
                    .singleElement()
                    .satisfies(made -> assertThat(made.getStatus().reason()).isEqualTo("Counted"))
                    .satisfies(made ->
                            assertThat(made.getMetadata().getOwnerReferences()).hasSize(1));
        } finally {
            removePolicies();
        }
    }

    private static Operator operator(KubernetesClient client, Street cells) {
        Operator operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        ClientApi api = new ClientApi(client, Clock.systemUTC());
        Floors floors = Floors.of(new PromotionPolicySpec(1, List.of(), 5, 200, List.of()));
        operator.register(new ModelReconciler(api, cells, floors, Clock.systemUTC()));
        operator.register(new CanaryReconciler(api, cells, cells, Clock.systemUTC()));
        operator.register(new GateReconciler(api, Clock.systemUTC()));
        operator.register(new ApprovalReconciler(api, Clock.systemUTC()));
        operator.register(new PromotionPolicyReconciler(api, Clock.systemUTC()));
        return operator;
    }

    /** A merge patch, as kubectl sends one: it names no resource version, so no write of the operator refuses it. */
    private static void want(KubernetesClient author, Model model, String version) {
        String asked = "{\"metadata\":{\"annotations\":{\"%s\":\"model-author\"}},\"spec\":{\"version\":\"%s\"}}"
                .formatted(Keys.REQUESTED_BY, version);
        author.resource(model).patch(PatchContext.of(PatchType.JSON_MERGE), asked);
    }

    private static @Nullable Gate pending(Street street) {
        return street.objects.all(Gate.class).stream()
                .filter(gate -> gate.getStatus() != null && gate.getStatus().phase() == GateStatus.Phase.Pending)
                .findFirst()
                .orElse(null);
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(200);
        }
    }

    private void installPolicies() throws Exception {
        for (String file : POLICIES) {
            try (InputStream yaml = OperatorIT.class.getResourceAsStream("/META-INF/aegisvision/policies/" + file)) {
                for (HasMetadata policy : server.admin().load(yaml).items()) {
                    server.admin().resource(policy).serverSideApply();
                }
            }
        }
    }

    /** Other tests of this server write as its administrator. */
    private void removePolicies() throws Exception {
        for (String file : POLICIES) {
            try (InputStream yaml = OperatorIT.class.getResourceAsStream("/META-INF/aegisvision/policies/" + file)) {
                server.admin().load(yaml).delete();
            }
        }
    }
}
