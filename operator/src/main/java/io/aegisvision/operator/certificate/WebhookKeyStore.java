package io.aegisvision.operator.certificate;

import io.aegisvision.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyStoreOptions;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTPS port serves. Quarkus asks at the start and again each {@code quarkus.tls.webhook.reload-period}; so a
 * certificate that is due, or that another replica made, is taken into use without a restart.
 */
@Singleton
@Identifier("webhook")
public class WebhookKeyStore implements KeyStoreProvider {
    private static final Logger LOG = Logger.getLogger(WebhookKeyStore.class);
    private static final String ALIAS = "webhook";
    /** Of a store that never leaves this process. */
    private static final String PASSWORD = "in-memory";

    private final CertificateStore store;
    private final OperatorConfig config;
    private @Nullable ServingCertificate served;

    /** Keeps the certificate by the operator's own account. */
    public WebhookKeyStore(KubernetesClient client, OperatorConfig config) {
        OperatorConfig.Webhook webhook = config.webhook();
        this.config = config;
        this.store = new CertificateStore(
                client,
                Clock.systemUTC(),
                new CertificateStore.Names(
                        config.namespace(),
                        webhook.secret(),
                        webhook.service(),
                        webhook.configuration(),
                        webhook.hook()),
                webhook.certificateValidity());
    }

    @Override
    public synchronized KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        ServingCertificate certificate = current();
        KeyStore keys = certificate.keyStore(ALIAS, PASSWORD.toCharArray());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            keys.store(bytes, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new KeyStoreAndKeyCertOptions(
                keys,
                new KeyStoreOptions()
                        .setType("PKCS12")
                        .setValue(Buffer.buffer(bytes.toByteArray()))
                        .setPassword(PASSWORD)
                        .setAlias(ALIAS));
    }

    /** A failed look-up at run time keeps what is served; at the start it ends the process, and the kubelet tries again. */
    private ServingCertificate current() {
        if (!config.webhook().enabled()) {
            ServingCertificate own = served == null
                    ? ServingCertificate.create(
                            List.of("localhost"),
                            Clock.systemUTC().instant(),
                            config.webhook().certificateValidity())
                    : served;
            served = own;
            return own;
        }
        try {
            ServingCertificate now = store.current();
            served = now;
            return now;
        } catch (KubernetesClientException e) {
            if (served == null) {
                throw e;
            }
            LOG.warnf("the certificate could not be looked up, the present one is served on: %s", e.getMessage());
            return served;
        }
    }
}
