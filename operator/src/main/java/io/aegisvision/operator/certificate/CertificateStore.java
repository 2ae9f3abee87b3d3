package io.aegisvision.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the certificate in a Secret that all replicas read, and tells the API server whom to trust.
 *
 * <p>A rotation never leaves the API server with an authority that no replica serves: {@code ca.crt} holds the new
 * certificate and the one before, the API server is told first, and a replica takes the new one into use after that.
 * Writes name the resourceVersion that they answer: of two replicas that rotate at once one loses, reads again, and uses
 * the winner's.
 */
public final class CertificateStore {
    static final String KEY = "tls.key";
    static final String CERTIFICATE = "tls.crt";
    static final String AUTHORITIES = "ca.crt";

    private static final Logger LOG = Logger.getLogger(CertificateStore.class);
    private static final String FIELD_MANAGER = "aegis-operator-webhook";
    private static final int ATTEMPTS = 5;
    private static final String END = "-----END CERTIFICATE-----";

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Names names;
    private final Duration validity;

    /**
     * @param validity of a new certificate
     */
    public CertificateStore(KubernetesClient client, InstantSource clock, Names names, Duration validity) {
        this.client = client;
        this.clock = clock;
        this.names = names;
        this.validity = validity;
    }

    /**
     * @param namespace of Secret and Service
     * @param secret holds the certificate
     * @param service that the API server calls
     * @param configuration the MutatingWebhookConfiguration
     * @param hook the webhook in it
     */
    public record Names(String namespace, String secret, String service, String configuration, String hook) {
        List<String> dns() {
            String local = service + "." + namespace + ".svc";
            return List.of(local, local + ".cluster.local", service + "." + namespace);
        }
    }

    /**
     * The certificate to serve now: the Secret's, or a new one where there is none or it is due. The API server trusts it
     * when this returns, unless the webhook configuration does not exist yet.
     *
     * @throws KubernetesClientException if the API server refuses or does not answer
     */
    public ServingCertificate current() {
        for (int attempt = 1; ; attempt++) {
            @Nullable
            Secret secret = client.secrets()
                    .inNamespace(names.namespace())
                    .withName(names.secret())
                    .get();
            @Nullable ServingCertificate held = read(secret);
            if (held != null && secret != null && !held.isDue(names.dns(), clock.instant())) {
                trust(text(secret, AUTHORITIES));
                return held;
            }
            try {
                rotate(secret, held);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void rotate(@Nullable Secret previous, @Nullable ServingCertificate held) {
        ServingCertificate made = ServingCertificate.create(names.dns(), clock.instant(), validity);
        String authorities = held == null ? made.certificatePem() : made.certificatePem() + held.certificatePem();
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(names.namespace())
                .withName(names.secret())
                .withResourceVersion(
                        previous == null ? null : previous.getMetadata().getResourceVersion())
                .addToLabels("app.kubernetes.io/managed-by", "aegis-operator")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withStringData(
                        Map.of(KEY, made.keyPem(), CERTIFICATE, made.certificatePem(), AUTHORITIES, authorities))
                .build();
        if (previous == null) {
            client.resource(secret).create();
        } else {
            client.resource(secret).update();
        }
        LOG.infof("made a certificate for %s, valid for %s", names.service(), validity);
    }

    private void trust(String authorities) {
        @Nullable
        MutatingWebhookConfiguration present = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(names.configuration())
                .get();
        if (present == null) {
            LOG.warnf("there is no MutatingWebhookConfiguration %s yet", names.configuration());
            return;
        }
        String bundle = Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.UTF_8));
        boolean told = present.getWebhooks().stream()
                .filter(hook -> hook.getName().equals(names.hook()))
                .anyMatch(hook -> covers(hook.getClientConfig().getCaBundle(), authorities));
        if (!told) {
            MutatingWebhookConfiguration wanted = new MutatingWebhookConfigurationBuilder()
                    .withNewMetadata()
                    .withName(names.configuration())
                    .endMetadata()
                    .addNewWebhook()
                    .withName(names.hook())
                    .withNewClientConfig()
                    .withCaBundle(bundle)
                    .endClientConfig()
                    .endWebhook()
                    .build();
            client.resource(wanted)
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(FIELD_MANAGER)
                            .withForce(true)
                            .build());
            LOG.infof("told the API server whom to trust in %s", names.configuration());
        }
    }

    /** True if the bundle that the API server has holds every one of these certificates and no other. */
    private static boolean covers(@Nullable String bundle, String authorities) {
        if (bundle == null || bundle.isEmpty()) {
            return false;
        }
        String known = new String(Base64.getDecoder().decode(bundle), StandardCharsets.UTF_8);
        return split(known).equals(split(authorities));
    }

    private static Set<String> split(String pem) {
        Set<String> certificates = new LinkedHashSet<>();
        for (String part : pem.split(END, -1)) {
            if (!part.isBlank()) {
                certificates.add(part.strip());
            }
        }
        return certificates;
    }

    private static @Nullable ServingCertificate read(@Nullable Secret secret) {
        if (secret == null
                || secret.getData() == null
                || !secret.getData().keySet().containsAll(Set.of(KEY, CERTIFICATE, AUTHORITIES))) {
            return null;
        }
        try {
            return ServingCertificate.parse(text(secret, KEY), text(secret, CERTIFICATE));
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "the Secret %s holds no certificate; another one is made",
                    secret.getMetadata().getName());
            return null;
        }
    }

    private static String text(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }
}
