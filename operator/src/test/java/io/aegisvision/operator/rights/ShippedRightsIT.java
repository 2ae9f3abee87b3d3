package io.aegisvision.operator.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PromotionPolicy;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.AuditLog;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator as it is packaged, with the account, the rights, the webhook and the policies that the chart ships, on a
 * real API server: the street is served and its second version promoted. Played are kubelet and cell, nothing else.
 */
@ExtendWith(ApiServerExtension.class)
class ShippedRightsIT {
    private static final Path STREET = Path.of("../examples/street");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String AUTHOR = "model-author";
    private static final String LEAD = "vision-lead";
    private static final String LEADS = "vision-leads";

    @TempDir
    Path folder;

    private final ApiServer server;
    private final KubernetesClient admin;
    private final String namespace;

    ShippedRightsIT(ApiServer server) {
        this.server = server;
        admin = server.admin();
        namespace = server.newNamespace("street");
    }

    private interface Holds {
        boolean now() throws IOException;
    }

    private static void await(OperatorProcess operator, String what, Holds holds) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds.now()) {
            assertThat(Instant.now())
                    .as(what + "; the operator says:\n" + operator.log())
                    .isBefore(end);
            Thread.sleep(100);
        }
    }

    private void apply(KubernetesClient as, String file) throws IOException {
        try (InputStream yaml = new FileInputStream(STREET.resolve(file).toFile())) {
            for (HasMetadata object : as.load(yaml).items()) {
                as.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
            }
        }
    }

    private void grant(String role, String kind, String name) {
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(role + "-" + name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .withSubjects(new SubjectBuilder()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind(kind)
                                .withName(name)
                                .build())
                        .build())
                .create();
    }

    private void prepareCluster() {
        grant("aegis-view", "User", AUTHOR);
        grant("aegis-edit", "User", AUTHOR);
        grant("aegis-approver", "Group", LEADS);
        PlayedNodes.add(admin, "node", Map.of(), Map.of());
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kafka")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(Map.of("bootstrap.servers", "kafka.example:9092"))
                        .build())
                .create();
    }

    private static boolean ready(List<Condition> conditions, String reason) {
        return conditions.stream()
                .anyMatch(one -> one.getType().equals("Ready")
                        && one.getStatus().equals("True")
                        && one.getReason().equals(reason));
    }

    private Model model() {
        return admin.resources(Model.class)
                .inNamespace(namespace)
                .withName("street")
                .get();
    }

    private boolean modelIs(String reason) {
        return model().getStatus() != null && ready(model().getStatus().conditions(), reason);
    }

    private boolean streamsRun() {
        return admin.resources(Stream.class).inNamespace(namespace).list().getItems().stream()
                .allMatch(stream ->
                        stream.getStatus() != null && ready(stream.getStatus().conditions(), "Running"));
    }

    private static List<String> streams(AnsweringCell cell) throws IOException {
        CellConfig config = cell.config();
        return config == null
                ? List.of()
                : config.streams().stream().map(StreamAssignment::name).toList();
    }

    @Test
    void theStreetIsServedAndPromoted() throws Exception {
        int port = OperatorProcess.freePort();
        InstalledChart chart = InstalledChart.install(admin, port);
        prepareCluster();
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"), server.kubeconfig(InstalledChart.NAMESPACE, InstalledChart.ACCOUNT));
        try (OperatorProcess operator = new OperatorProcess(chart.environment(), kubeconfig, port);
                AnsweringCell cell = new AnsweringCell(admin, namespace, "yard-0");
                KubernetesClient author = server.as(AUTHOR);
                KubernetesClient lead = server.as(LEAD, LEADS)) {
            await(operator, "the operator is ready", operator::ready);
            serve(operator, cell, author);
            promote(operator, cell, author, lead);
            admin.resources(Stream.class)
                    .inNamespace(namespace)
                    .withName("gate-south")
                    .delete();
            await(
                    operator,
                    "the stream is stopped and gone",
                    () -> admin.resources(Stream.class)
                                    .inNamespace(namespace)
                                    .withName("gate-south")
                                    .get()
                            == null);
            assertThat(streams(cell)).containsExactly("gate-north");
            gpus(operator);
            assertThat(operator.metrics()).contains("reconciliations_");
            assertThat(operator.terminate()).as("ends in time").isTrue();
            assertNothingWasForbidden(operator);
        }
    }

    /** All that is done about nodes and MIG Manager. */
    private void gpus(OperatorProcess operator) throws Exception {
        GpuRack rack = new GpuRack(admin, server.newNamespace("racks"));
        rack.build();
        await(operator, "MIG Manager is asked", rack::asked);
        rack.forget();
        await(operator, "the node is open again", rack::forgotten);
        rack.shrink();
        await(operator, "the cell is evicted", rack::drained);
    }

    private void serve(OperatorProcess operator, AnsweringCell cell, KubernetesClient author) throws Exception {
        apply(admin, "pool.yaml");
        apply(admin, "policy.yaml");
        await(operator, "the webhook records the author", () -> webhookAnswers(author));
        assertThat(model().getMetadata().getAnnotations()).containsEntry(Keys.REQUESTED_BY, AUTHOR);
        apply(author, "pipeline.yaml");
        apply(author, "streams.yaml");
        await(
                operator,
                "the cell is made",
                () -> streams(cell).equals(List.of("gate-north", "gate-south"))
                        && admin.apps()
                                        .deployments()
                                        .inNamespace(namespace)
                                        .withName("yard-0")
                                        .get()
                                != null);
        cell.run();
        await(operator, "streams run", this::streamsRun);
        await(operator, "v1 serves", () -> modelIs("Serving"));
        await(operator, "the ledger remembers it", () -> ledger().getSpec().serving() != null);
        await(
                operator,
                "the pipeline is ready",
                () -> ready(
                        admin.resources(Pipeline.class)
                                .inNamespace(namespace)
                                .withName("yard")
                                .get()
                                .getStatus()
                                .conditions(),
                        "CellsReady"));
        await(
                operator,
                "the pool says so",
                () -> admin.resources(GpuPool.class).withName("default").get().getStatus() != null);
        await(
                operator,
                "the floors are taken",
                () -> admin.resources(PromotionPolicy.class)
                                .withName("floors")
                                .get()
                                .getStatus()
                        != null);
    }

    /** The operator may be ready a moment before the API server has the webhook's certificate. */
    private boolean webhookAnswers(KubernetesClient author) throws IOException {
        try {
            apply(author, "model.yaml");
            return true;
        } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
            assertThat(e.getMessage()).contains("failed calling webhook");
            return false;
        }
    }

    private ModelLedger ledger() {
        return Objects.requireNonNull(admin.resources(ModelLedger.class)
                .inNamespace(namespace)
                .withName("street")
                .get());
    }

    private void promote(OperatorProcess operator, AnsweringCell cell, KubernetesClient author, KubernetesClient lead)
            throws Exception {
        apply(author, "v2.yaml");
        await(operator, "a gate is pending", () -> gates().stream()
                .anyMatch(gate -> gate.getStatus() != null && gate.getStatus().phase() == GateStatus.Phase.Pending));
        Gate gate = gates().getFirst();
        Approval approval = new Approval();
        approval.setMetadata(
                new ObjectMetaBuilder().withGenerateName("approval-").build());
        approval.setSpec(new ApprovalSpec(
                new NameRef(gate.getMetadata().getName()),
                ApprovalSpec.Decision.Approve,
                gate.getSpec().requestDigest(),
                null,
                new ApprovalSpec.Identity(LEAD, LEADS),
                false));
        lead.resource(approval).inNamespace(namespace).create();
        await(
                operator,
                "v2 serves",
                () -> modelIs("Serving") && "v2".equals(model().getStatus().servingVersion()));
        assertThat(Objects.requireNonNull(model().getStatus().servedBy()).uid())
                .isEqualTo(gate.getMetadata().getUid());
        await(
                operator,
                "the trial has ended",
                () -> admin.resources(Canary.class).inNamespace(namespace).list().getItems().stream()
                        .allMatch(canary -> canary.getStatus().phase() == CanaryStatus.Phase.Promoted));
        await(operator, "every stream is told", () -> Objects.requireNonNull(cell.config()).streams().stream()
                .flatMap(stream -> stream.arms().stream())
                .allMatch(arm -> arm.digest().equals(model().getStatus().servingDigest())));
        assertThat(gates())
                .singleElement()
                .satisfies(decided -> assertThat(decided.getStatus().phase()).isEqualTo(GateStatus.Phase.Executed));
        assertThat(admin.v1().events().inNamespace(namespace).list().getItems())
                .as("Events")
                .isNotEmpty();
    }

    private List<Gate> gates() {
        return admin.resources(Gate.class).inNamespace(namespace).list().getItems();
    }

    private void assertNothingWasForbidden(OperatorProcess operator) throws IOException {
        List<AuditLog.Request> requests = server.requests(InstalledChart.USER);
        assertThat(requests.stream().map(AuditLog.Request::verb).collect(Collectors.toSet()))
                .contains("list", "watch", "create", "update", "patch");
        assertThat(requests)
                .as("refused; the operator says:\n" + operator.log())
                .filteredOn(request -> request.status() == 403 || request.status() == 401)
                .isEmpty();
    }

    @Test
    void theChartIsSoundAndAsksForNoMoreThanItSays() throws Exception {
        assertThat(InstalledChart.helm("lint", "../helm/aegisvision", "--strict"))
                .contains("0 chart(s) failed");
        List<HasMetadata> objects = admin.load(
                        new java.io.ByteArrayInputStream(InstalledChart.helm("template", "aegis", "../helm/aegisvision")
                                .getBytes()))
                .items();
        List<PolicyRule> rules = objects.stream()
                .filter(ClusterRole.class::isInstance)
                .flatMap(role -> ((ClusterRole) role).getRules().stream())
                .toList();
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getApiGroups()).doesNotContain("*");
            assertThat(rule.getResources()).doesNotContain("*");
            assertThat(rule.getVerbs()).doesNotContain("*", "bind", "escalate", "impersonate");
        });
    }
}
