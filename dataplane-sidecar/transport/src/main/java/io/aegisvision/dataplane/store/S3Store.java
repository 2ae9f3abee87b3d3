package io.aegisvision.dataplane.store;

import io.aegisvision.contract.EvidenceStage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A bucket of an S3-compatible store. The client retries what may pass (no connection, 5xx, throttling) with growing,
 * jittered pauses until the time is up; what the store refuses fails at once.
 */
public final class S3Store implements EvidenceStore {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final EvidenceStage.S3 to;
    private final S3Client client;

    /** @param patience for one file, all attempts together */
    public S3Store(EvidenceStage.S3 to, Duration patience) {
        this.to = to;
        StandardRetryStrategy retries = StandardRetryStrategy.builder()
                .maxAttempts(10_000) // the time decides
                .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, MOST_PAUSE))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, MOST_PAUSE))
                .circuitBreakerEnabled(false) // it would give up long before, in an outage
                .build();
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(to.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(to.accessKeyId(), to.secretAccessKey())))
                .httpClientBuilder(
                        ApacheHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER))
                // other stores than AWS refuse the trailers that are the default
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(
                        override -> override.retryStrategy(retries).apiCallTimeout(patience));
        String endpoint = to.endpoint();
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
        }
        this.client = builder.build();
    }

    @Override
    public String put(String key, Path file, String mediaType, String digest)
            throws StoreException, InterruptedException {
        String name = to.prefix() + key;
        String hex = digest.substring(digest.indexOf(':') + 1);
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(to.bucket())
                .key(name)
                .contentType(mediaType)
                .metadata(Map.of("sha256", hex))
                .checksumSHA256(
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)))
                .build();
        try {
            client.putObject(request, file);
        } catch (AbortedException e) {
            throw new InterruptedException();
        } catch (SdkServiceException e) {
            boolean passing = e.statusCode() >= 500 || e.statusCode() == 429 || e.statusCode() == 408;
            throw new StoreException("the store answers " + e.statusCode(), !passing);
        } catch (SdkClientException e) {
            throw new StoreException(
                    "the store does not answer: " + e.getClass().getSimpleName(), false);
        } catch (SdkException e) {
            throw new StoreException("the store's client: " + e.getClass().getSimpleName(), false);
        }
        return "s3://" + to.bucket() + "/" + name;
    }

    @Override
    public void close() {
        client.close();
    }
}
