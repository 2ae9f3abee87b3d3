package io.aegisvision.webhooks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The policies on a real API server, with no webhook at all: each refusal, and the message that says what to do. */
@ExtendWith(ApiServerExtension.class)
class PoliciesIT {
    private static final String GROUP = "vision-leads";
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final List<String> FILES = List.of(
            "approval-identity.yaml",
            "approval-gate.yaml",
            "approval-revoke.yaml",
            "operator-only.yaml",
            "model-requesters.yaml");

    private final ApiServer server;
    private String namespace = "";

    PoliciesIT(ApiServer server) {
        this.server = server;
    }

    @BeforeAll
    static void install(ApiServer server) throws Exception {
        for (String file : FILES) {
            try (InputStream yaml = PoliciesIT.class.getResourceAsStream("/META-INF/aegisvision/policies/" + file)) {
                for (HasMetadata policy : server.admin().load(yaml).items()) {
                    server.admin().resource(policy).serverSideApply();
                }
            }
        }
        String probe = server.newNamespace("probe");
        // Policies take a moment to be in force.
        for (int tries = 0; tries < 100; tries++) {
            try {
                server.admin().resource(gate(probe, "probe-" + tries)).create();
                Thread.sleep(200);
            } catch (RuntimeException inForce) {
                return;
            }
        }
        throw new IllegalStateException("the policies do not come into force");
    }

    @BeforeEach
    void tenant() {
        namespace = server.newNamespace("policies");
        grant(
                "people",
                "system:authenticated",
                List.of(
                        "models",
                        "approvals",
                        "gates",
                        "canaries",
                        "modelledgers",
                        "models/status",
                        "gates/status",
                        "canaries/status"),
                List.of("get", "list", "create", "update", "patch", "delete"));
        grant("leads", GROUP, List.of("gates"), List.of("approve"));
        grant("robots", "system:serviceaccounts", List.of("gates"), List.of("approve"));
        grant("authors", "authors", List.of("gates"), List.of("approve"));
    }

    @Test
    void theRightPersonIsTaken() {
        openGate("street-v2-1");
        try (KubernetesClient lead = server.as("vision-lead", GROUP)) {
            assertThat(lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                            .create())
                    .isNotNull();
        }
    }

    @Test
    void aServiceAccountIsNoPerson() {
        openGate("street-v2-1");
        try (KubernetesClient robot = server.asServiceAccount(namespace, "gitops")) {
            refused(
                    () -> robot.resource(approval(
                                    "street-v2-1", "system:serviceaccount:" + namespace + ":gitops", GROUP, DIGEST))
                            .create(),
                    "a person approves: system:serviceaccount:" + namespace + ":gitops is no person");
        }
    }

    @Test
    void nobodyApprovesInAnothersName() {
        openGate("street-v2-1");
        try (KubernetesClient lead = server.as("other-lead", GROUP)) {
            refused(
                    () -> lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                            .create(),
                    "spec.approver.username: write other-lead");
        }
    }

    @Test
    void aUserWithoutTheVerbIsRefused() {
        openGate("street-v2-1");
        // a group that the gate names: of two policies that refuse, the API server tells one, now this and now that
        try (KubernetesClient user = server.as("passer-by", "visitors")) {
            refused(
                    () -> user.resource(approval("street-v2-1", "passer-by", GROUP, DIGEST))
                            .create(),
                    "passer-by lacks the verb approve on street-v2-1");
        }
    }

    @Test
    void aForeignGroupIsRefused() {
        openGate("street-v2-1");
        try (KubernetesClient user = server.as("erin", "authors")) {
            refused(
                    () -> user.resource(approval("street-v2-1", "erin", GROUP, DIGEST))
                            .create(),
                    "you are not a member of vision-leads");
            refused(
                    () -> user.resource(approval("street-v2-1", "erin", "authors", DIGEST))
                            .create(),
                    "street-v2-1 is decided by members of vision-leads");
        }
    }

    @Test
    void aRequesterWithTheVerbIsRefused() {
        openGate("street-v2-1");
        try (KubernetesClient author = server.as("model-author", GROUP)) {
            refused(
                    () -> author.resource(approval("street-v2-1", "model-author", GROUP, DIGEST))
                            .create(),
                    "model-author changed the Model since its last promotion");
        }
    }

    @Test
    void aStaleDigestAndADecidedGateAreRefused() {
        openGate("street-v2-1");
        String stale = "sha256:" + "b".repeat(64);
        try (KubernetesClient lead = server.as("vision-lead", GROUP)) {
            refused(
                    () -> lead.resource(approval("street-v2-1", "vision-lead", GROUP, stale))
                            .create(),
                    "spec.requestDigest: this is not what street-v2-1 asks; look at the gate again and write "
                            + DIGEST);
            setPhase("street-v2-1", "Withdrawn");
            refused(
                    () -> lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                            .create(),
                    "street-v2-1 is not pending");
        }
    }

    @Test
    void anotherGateDoesNotMatter() {
        openGate("street-v2-1");
        openGate("other-v2-1");
        setPhase("other-v2-1", "Withdrawn");
        try (KubernetesClient lead = server.as("vision-lead", GROUP)) {
            assertThat(lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                            .create())
                    .isNotNull();
        }
    }

    @Test
    void withoutAnyGateNothingIsApproved() {
        try (KubernetesClient lead = server.as("vision-lead", GROUP)) {
            assertThatThrownBy(() -> lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                            .create())
                    .hasMessageContaining("aegis-approval-gate");
        }
    }

    @Test
    void onlyItsAuthorRevokesADecisionAndNobodyDeletesIt() {
        openGate("street-v2-1");
        try (KubernetesClient lead = server.as("vision-lead", GROUP);
                KubernetesClient other = server.as("other-lead", GROUP)) {
            HasMetadata made = lead.resource(approval("street-v2-1", "vision-lead", GROUP, DIGEST))
                    .create();
            String name = made.getMetadata().getName();
            refused(() -> revoke(other, name), "only vision-lead can revoke this decision");
            refused(
                    () -> lead.genericKubernetesResources(kind("Approval", "approvals"))
                            .inNamespace(namespace)
                            .withName(name)
                            .delete(),
                    "an Approval stays on record");
            revoke(lead, name);
            refused(
                    () -> server.admin()
                            .genericKubernetesResources(kind("Approval", "approvals"))
                            .inNamespace(namespace)
                            .withName(name)
                            .edit(approval -> with(approval, Map.of("revoked", false))),
                    "revoke");
        }
    }

    @Test
    void onlyTheOperatorWritesGatesTrialsLedgersAndStatuses() {
        openGate("street-v2-1");
        try (KubernetesClient author = server.as("model-author", "authors")) {
            refused(() -> author.resource(gate(namespace, "forged")).create(), "gates: only the operator writes this");
            refused(() -> author.resource(ledger()).create(), "modelledgers: only the operator writes this");
            refused(
                    () -> author.genericKubernetesResources(kind("Gate", "gates"))
                            .inNamespace(namespace)
                            .withName("street-v2-1")
                            .delete(),
                    "gates: only the operator writes this");
            create(author, model("model-author", "v1"));
            GenericKubernetesResource model = get("Model", "models", "street");
            model.setAdditionalProperty("status", Map.of("servingVersion", "v2"));
            refused(() -> author.resource(model).updateStatus(), "models/status: only the operator writes this");
        }
    }

    @Test
    void aChangeOfSpecNamesWhoMadeIt() {
        try (KubernetesClient author = server.as("model-author", "authors");
                KubernetesClient second = server.as("second", "authors")) {
            refused(() -> create(author, model("", "v1")), "aegisvision.io/requested-by must be model-author");
            refused(() -> create(author, model("vision-lead", "v1")), "must be model-author");
            create(author, model("model-author", "v1"));
            refused(() -> replace(second, model("model-author", "v2")), "requested-by must be model-author,second");
            refused(() -> replace(second, model("second", "v2")), "requested-by must be model-author,second");
            refused(() -> replace(second, model("second", "v1")), "requested-by must be model-author");
            replace(second, model("model-author,second", "v2"));
        }
    }

    @Test
    void theRecordBeginsAnewOnlyAfterAPromotionOfThisModel() {
        try (KubernetesClient author = server.as("model-author", "authors");
                KubernetesClient second = server.as("second", "authors");
                KubernetesClient operator = server.asServiceAccount("aegis-system", "aegis-operator")) {
            create(author, model("model-author", "v1"));
            serve(operator, Map.of("uid", "gate-0"));
            refused(() -> replace(second, model("second", "v2")), "requested-by must be model-author,second");
            serve(operator, Map.of("uid", "gate-1", "name", "street-v1-1"));
            refused(() -> replace(second, model("second", "v2")), "requested-since must be gate-1");
            GenericKubernetesResource next = model("second", "v2");
            next.getMetadata().getAnnotations().put(Keys.REQUESTED_SINCE, "gate-1");
            replace(second, next);
        }
    }

    private void serve(KubernetesClient operator, Map<String, String> by) {
        GenericKubernetesResource model = get("Model", "models", "street");
        model.setAdditionalProperty("status", Map.of("servingVersion", "v1", "servingDigest", DIGEST, "servedBy", by));
        operator.resource(model).updateStatus();
    }

    private void openGate(String name) {
        try (KubernetesClient operator = server.asServiceAccount("aegis-system", "aegis-operator")) {
            operator.resource(gate(namespace, name)).create();
        }
        setPhase(name, "Pending");
    }

    private void setPhase(String gate, String phase) {
        try (KubernetesClient operator = server.asServiceAccount("aegis-system", "aegis-operator")) {
            GenericKubernetesResource read = get("Gate", "gates", gate);
            read.setAdditionalProperty("status", Map.of("phase", phase));
            operator.resource(read).updateStatus();
        }
    }

    private void revoke(KubernetesClient client, String name) {
        client.genericKubernetesResources(kind("Approval", "approvals"))
                .inNamespace(namespace)
                .withName(name)
                .edit(approval -> with(approval, Map.of("revoked", true)));
    }

    private static GenericKubernetesResource with(GenericKubernetesResource approval, Map<String, Object> change) {
        Map<String, Object> spec = new java.util.HashMap<>(approval.<Map<String, Object>>get("spec"));
        spec.putAll(change);
        approval.setAdditionalProperty("spec", spec);
        return approval;
    }

    private GenericKubernetesResource get(String kind, String plural, String name) {
        return server.admin()
                .genericKubernetesResources(kind(kind, plural))
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private void create(KubernetesClient client, GenericKubernetesResource object) {
        client.resource(object).inNamespace(namespace).create();
    }

    private void replace(KubernetesClient client, GenericKubernetesResource object) {
        client.resource(object).inNamespace(namespace).update();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).hasMessageContaining(message);
    }

    private void grant(String name, String group, List<String> resources, List<String> verbs) {
        server.admin()
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("aegisvision.io")
                        .withResources(resources)
                        .withVerbs(verbs)
                        .endRule()
                        .build())
                .create();
        server.admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .withSubjects(new SubjectBuilder()
                                .withKind("Group")
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withName(group)
                                .build())
                        .build())
                .create();
    }

    private static ResourceDefinitionContext kind(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("aegisvision.io")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    private static GenericKubernetesResource gate(String namespace, String name) {
        return object("gate.yaml").replaced("NAMESPACE", namespace, "NAME", name, "DIGEST", DIGEST);
    }

    private GenericKubernetesResource approval(String gate, String user, String group, String digest) {
        return object("approval.yaml")
                .replaced("NAMESPACE", namespace, "GATE", gate, "USER", user, "MEMBER", group, "DIGEST", digest);
    }

    private GenericKubernetesResource model(String requestedBy, String version) {
        GenericKubernetesResource model =
                object("model.yaml").replaced("NAMESPACE", namespace, "WANTED", version, "DIGEST", DIGEST);
        if (!requestedBy.isEmpty()) {
            model.getMetadata().setAnnotations(new java.util.HashMap<>(Map.of(Keys.REQUESTED_BY, requestedBy)));
        }
        return model;
    }

    private GenericKubernetesResource ledger() {
        return object("ledger.yaml").replaced("NAMESPACE", namespace);
    }

    private record Text(String yaml) {
        GenericKubernetesResource replaced(String... pairs) {
            String text = yaml;
            for (int i = 0; i < pairs.length; i += 2) {
                text = text.replace("$" + pairs[i], pairs[i + 1]);
            }
            return Serialization.unmarshal(text, GenericKubernetesResource.class);
        }
    }

    private static Text object(String file) {
        try (InputStream yaml = PoliciesIT.class.getResourceAsStream("/policies/" + file)) {
            return new Text(new String(yaml.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
