package io.aegisvision.dataplane.app.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceData.Item;
import io.aegisvision.contract.EvidenceData.Lost;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.EvidenceStage.Clip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence in a real S3-compatible store that checks signatures: taken, away, back, refusing, and put right. */
class EvidenceStoreIT {
    @TempDir
    static Path server;

    private static ObjectStore store;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        store = new ObjectStore(server);
        store.start();
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    private static EvidenceStage stage(String endpoint, String bucket, String secret) {
        EvidenceStage.S3 s3 = new EvidenceStage.S3(endpoint, "us-east-1", bucket, "yard/", ObjectStore.KEY_ID, secret);
        return new EvidenceStage(
                "proof",
                List.of("gate"),
                EvidenceStage.Frame.Best,
                new Clip(400, 0),
                null,
                new EvidenceStage.Store(s3, null));
    }

    private static EvidenceStage right() {
        return stage(store.endpoint(), ObjectStore.BUCKET, ObjectStore.SECRET);
    }

    /** Of its own folder: what a scene has just told may still be noted at its end, and who finds a note tells it. */
    private Scene scene(EvidenceStage stage, Duration patience) throws IOException {
        return new Scene(Files.createTempDirectory(folder, "scene"), stage, patience);
    }

    private static void assertStored(EvidenceData follow) {
        for (Item item : List.of(Objects.requireNonNull(follow.snapshot()), Objects.requireNonNull(follow.clip()))) {
            assertThat(item.unavailable()).isNull();
            String prefix = "s3://" + ObjectStore.BUCKET + "/";
            assertThat(item.uri()).startsWith(prefix + "yard/north/2026-03-01/" + follow.event() + ".");
            assertThat(store.object(Objects.requireNonNullElse(item.uri(), "").substring(prefix.length())))
                    .hasSize(item.bytes())
                    .hasDigest(
                            "SHA-256",
                            Objects.requireNonNullElse(item.digest(), "").substring("sha256:".length()));
        }
    }

    @Test
    void theStoreHasWhatTheFollowUpSays() throws Exception {
        try (Scene scene = scene(right(), Duration.ofSeconds(60))) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            EvidenceData follow = scene.followUp();
            assertStored(follow);
            String uri = Objects.requireNonNullElse(
                    Objects.requireNonNull(follow.clip()).uri(), "");
            assertThat(Scene.frames(store.object(uri.substring(("s3://" + ObjectStore.BUCKET + "/").length()))))
                    .hasSize(11);
        }
    }

    /** Frames and events go on while the store is away; what they were to be shown by is stored when it is back. */
    @Test
    void aStoreThatIsAwayHoldsUpNothingAndLosesNothing() throws Exception {
        store.kill();
        try (Scene scene = scene(right(), Duration.ofSeconds(120))) {
            int events = 10;
            for (int i = 0; i < events; i++) {
                scene.play(20 + 3 * i);
                scene.cross();
                assertThat(scene.event().evidenceState()).as("told at once").isEqualTo("pending");
            }
            assertThat(scene.told).as("nothing is known of any of them").isEmpty();
            assertThat(scene.desk.pending()).isEqualTo(events);
            store.start();
            for (int i = 0; i < events; i++) {
                assertStored(scene.followUp());
            }
            assertThat(scene.desk.pending()).isZero();
        }
    }

    @Test
    void aStoreThatRefusesIsNotAskedAgainAndNothingSaysTheSecret() throws Exception {
        EvidenceStage wrong = stage(store.endpoint(), ObjectStore.BUCKET, "another-s3cret");
        assertThat(wrong.toString()).doesNotContain("s3cret").doesNotContain(ObjectStore.KEY_ID);
        for (EvidenceStage refused :
                List.of(wrong, stage(store.endpoint(), "a-bucket-that-is-not", ObjectStore.SECRET))) {
            try (Scene scene = scene(refused, Duration.ofMinutes(10))) {
                scene.play(50);
                scene.cross();
                assertThat(scene.event().evidenceState()).isEqualTo("pending");
                EvidenceData follow = scene.followUp();
                assertThat(follow.snapshot()).isEqualTo(Item.lost(Lost.StoreRefused));
                assertThat(follow.clip()).isEqualTo(Item.lost(Lost.StoreRefused));
            }
        }
    }

    @Test
    void aStoreThatStaysAwayIsGivenUp() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        EvidenceStage away = stage("http://127.0.0.1:" + nobody, ObjectStore.BUCKET, ObjectStore.SECRET);
        try (Scene scene = scene(away, Duration.ofSeconds(1))) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            assertThat(scene.followUp().snapshot()).isEqualTo(Item.lost(Lost.StoreUnreachable));
        }
    }

    /** A wrong address is corrected: what is on its way to nowhere goes to the right one. */
    @Test
    void whatIsOnItsWayGoesToTheStoreThatIsConfiguredNow() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Scene scene = scene(
                        stage("http://127.0.0.1:" + silent.getLocalPort(), ObjectStore.BUCKET, ObjectStore.SECRET),
                        Duration.ofMinutes(10))) {
            scene.play(50);
            scene.cross();
            assertThat(scene.event().evidenceState()).isEqualTo("pending");
            silent.accept().close(); // it has asked
            scene.desk.configure(right());
            assertStored(scene.followUp());
        }
    }
}
