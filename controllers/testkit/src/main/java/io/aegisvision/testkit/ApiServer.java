package io.aegisvision.testkit;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real API server and etcd, no controllers: nothing is garbage-collected, and namespaces are never deleted. */
public final class ApiServer implements AutoCloseable {
    private static final String VERSION = "1.34.2";
    private static final int START_TIMEOUT_MILLIS = 60_000;
    private static final String CRDS = "/META-INF/aegisvision/crds/";
    private static final List<String> PLURALS = List.of(
            "approvals",
            "canaries",
            "gates",
            "gpupools",
            "miglayouts",
            "modelledgers",
            "models",
            "pipelines",
            "promotionpolicies",
            "streams");

    private final KubeAPIServer server;
    private final KubernetesClient admin;
    private final AuditLog audit;
    private final AtomicInteger namespaces = new AtomicInteger();

    private ApiServer(KubeAPIServer server, KubernetesClient admin, AuditLog audit) {
        this.server = server;
        this.admin = admin;
        this.audit = audit;
    }

    /** Starts one and installs the definitions of all kinds. */
    static ApiServer start() {
        return start(List.of());
    }

    /** Starts one that does not serve an API, for example {@code resource.k8s.io/v1}; the caller closes it. */
    public static ApiServer without(String api) {
        return start(List.of("--runtime-config=" + api + "=false"));
    }

    private static ApiServer start(List<String> flags) {
        AuditLog audit = AuditLog.create();
        KubeAPIServerConfigBuilder config = KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withApiServerVersion(VERSION)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(START_TIMEOUT_MILLIS)
                .withApiServerFlag("--audit-policy-file", audit.policy().toString())
                .withApiServerFlag("--audit-log-path", audit.log().toString())
                .withApiServerFlag("--feature-gates", Component.PARTITIONABLE_DEVICES);
        flags.forEach(config::withApiServerFlag);
        KubeAPIServer server = new KubeAPIServer(config.build());
        server.start();
        KubernetesClient admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
        ApiServer started = new ApiServer(server, admin, audit);
        started.installDefinitions();
        return started;
    }

    /** A client of the cluster's administrator. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The kubeconfig of the cluster's administrator. */
    public String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    /** A kubeconfig of a service account that exists, with a token that the API server made for it. */
    public String kubeconfig(String namespace, String serviceAccount) {
        String token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        io.fabric8.kubernetes.api.model.Config config =
                Serialization.unmarshal(server.getKubeConfigYaml(), io.fabric8.kubernetes.api.model.Config.class);
        config.getUsers()
                .forEach(user ->
                        user.setUser(new AuthInfoBuilder().withToken(token).build()));
        return Serialization.asYaml(config);
    }

    /** What service accounts asked, and how it was answered. */
    public List<AuditLog.Request> requests(String user) {
        return audit.requests(user);
    }

    /** A client that the API server takes for this user; the caller closes it. */
    public KubernetesClient as(String user, String... groups) {
        String[] all = Arrays.copyOf(groups, groups.length + 1);
        all[groups.length] = "system:authenticated";
        Config config = new ConfigBuilder(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .withImpersonateUsername(user)
                .withImpersonateGroups(all)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A client that the API server takes for a service account; the caller closes it. */
    public KubernetesClient asServiceAccount(String namespace, String name) {
        return as(
                "system:serviceaccount:" + namespace + ":" + name,
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace);
    }

    /** Creates a namespace that no other test of this JVM has. */
    public String newNamespace(String prefix) {
        String name = prefix + "-" + namespaces.incrementAndGet();
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    @Override
    public void close() {
        admin.close();
        server.stop();
        audit.close();
    }

    private void installDefinitions() {
        for (String plural : PLURALS) {
            String file = CRDS + plural + ".aegisvision.io.yaml";
            try (InputStream yaml = ApiServer.class.getResourceAsStream(file)) {
                if (yaml == null) {
                    throw new IllegalStateException(file + " is not in the class path");
                }
                for (HasMetadata definition : admin.load(yaml).items()) {
                    admin.resource(definition).create();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (String plural : PLURALS) {
            admin.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(plural + ".aegisvision.io")
                    .waitUntilCondition(
                            crd -> crd != null
                                    && crd.getStatus() != null
                                    && crd.getStatus().getConditions().stream()
                                            .anyMatch(condition -> condition
                                                            .getType()
                                                            .equals("Established")
                                                    && condition.getStatus().equals("True")),
                            1,
                            TimeUnit.MINUTES);
        }
    }
}
