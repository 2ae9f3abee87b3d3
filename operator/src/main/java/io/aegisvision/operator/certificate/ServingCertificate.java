package io.aegisvision.operator.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key on the curve P-256 and a certificate that it signed itself, its own authority.
 *
 * @param key the private key
 * @param certificate valid for the names it was made for
 */
public record ServingCertificate(PrivateKey key, X509Certificate certificate) {
    /** Before this part of the validity is left, another one is made. */
    private static final int ROTATE_WHEN_LEFT_OF = 3;
    /** Clocks of API servers that lag behind ours by less than this accept the certificate. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;

    /** Makes one for these DNS names, valid from now on. */
    public static ServingCertificate create(List<String> names, Instant now, Duration validity) {
        try {
            SecureRandom random = new SecureRandom();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + names.getFirst());
            X509CertificateHolder holder = new JcaX509v3CertificateBuilder(
                            subject,
                            new BigInteger(SERIAL_BITS, random),
                            Date.from(now.minus(CLOCK_SKEW)),
                            Date.from(now.plus(validity)),
                            subject,
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return new ServingCertificate(pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(holder));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java cannot make an EC certificate", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #keyPem()} and {@link #certificatePem()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static ServingCertificate parse(String keyPem, String certificatePem) {
        try (PEMParser key = new PEMParser(new StringReader(keyPem));
                PEMParser certificate = new PEMParser(new StringReader(certificatePem))) {
            if (key.readObject() instanceof PrivateKeyInfo info
                    && certificate.readObject() instanceof X509CertificateHolder holder) {
                return new ServingCertificate(
                        new JcaPEMKeyConverter().getPrivateKey(info),
                        new JcaX509CertificateConverter().getCertificate(holder));
            }
            throw new IllegalArgumentException("not a PKCS #8 key and a certificate in PEM");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("not a PKCS #8 key and a certificate in PEM", e);
        }
    }

    /** True once less than a third of the validity is left, or if it is not made for all of these names. */
    public boolean isDue(List<String> names, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, until);
        boolean old = left.compareTo(Duration.between(from, until).dividedBy(ROTATE_WHEN_LEFT_OF)) < 0;
        return old || !names().containsAll(names);
    }

    /** The private key, PKCS #8 in PEM. */
    public String keyPem() {
        return pem(PrivateKeyInfo.getInstance(key.getEncoded()), "PRIVATE KEY");
    }

    /** The certificate in PEM. */
    public String certificatePem() {
        return pem(certificate, "CERTIFICATE");
    }

    /** A key store in memory that holds both under one alias. */
    public KeyStore keyStore(String alias, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, key, password, new X509Certificate[] {certificate});
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make a PKCS #12 store", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names() {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            return alternatives == null
                    ? List.of()
                    : alternatives.stream()
                            .map(entry -> String.valueOf(entry.get(1)))
                            .toList();
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }

    private static GeneralNames alternatives(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static String pem(Object content, String type) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    content instanceof PrivateKeyInfo info
                            ? new org.bouncycastle.util.io.pem.PemObject(type, info.getEncoded())
                            : content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
