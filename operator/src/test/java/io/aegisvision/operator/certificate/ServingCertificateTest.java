package io.aegisvision.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingCertificateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VALIDITY = Duration.ofDays(90);
    private static final List<String> NAMES = List.of("hook.ns.svc", "hook.ns");

    private final ServingCertificate certificate = ServingCertificate.create(NAMES, NOW, VALIDITY);

    @Test
    void isReadBackFromWhatWasWritten() throws GeneralSecurityException {
        ServingCertificate read = ServingCertificate.parse(certificate.keyPem(), certificate.certificatePem());

        assertThat(read.certificate()).isEqualTo(certificate.certificate());
        assertThat(read.key().getEncoded()).isEqualTo(certificate.key().getEncoded());
        read.certificate().verify(read.certificate().getPublicKey());
    }

    @Test
    void isDueWhenAThirdIsLeft() {
        assertThat(certificate.isDue(NAMES, NOW)).isFalse();
        assertThat(certificate.isDue(NAMES, NOW.plus(Duration.ofDays(59)))).isFalse();
        assertThat(certificate.isDue(NAMES, NOW.plus(Duration.ofDays(61)))).isTrue();
    }

    @Test
    void isDueWhenMadeForOtherNames() {
        assertThat(certificate.isDue(List.of("hook.other.svc"), NOW)).isTrue();
    }

    @Test
    void anythingElseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ServingCertificate.parse("x", "y"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServingCertificate.parse(certificate.certificatePem(), certificate.keyPem()));
    }
}
