package io.aegisvision.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each fixture is applied to a real API server. {@code valid-*} are taken; {@code invalid-*} are refused with the message
 * that their first line tells after "# expect: ". A fixture of several documents applies them one after another, updating
 * what is there; the last one is the one that is judged.
 */
@ExtendWith(ApiServerExtension.class)
class CrdFixturesIT {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path EDGE = Path.of("../../examples/edge");
    private static final String EXPECT = "# expect: ";

    private static final Set<String> CLUSTER_SCOPED = Set.of("GpuPool", "PromotionPolicy");
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("fixtures")
            .withForce(true)
            .build();

    private static KubernetesClient admin;
    private static String namespace;

    @BeforeAll
    static void namespace(ApiServer server) {
        admin = server.admin();
        namespace = server.newNamespace("fixtures");
    }

    @TestFactory
    List<DynamicTest> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files.sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)))
                    .toList();
        }
    }

    /** Manifests that are shown to people and run nowhere else. */
    @TestFactory
    List<DynamicTest> examples() throws IOException {
        try (Stream<Path> files = Files.list(EDGE)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> documents(file).forEach(document -> assertThat(
                                            apply(document).getMetadata().getUid())
                                    .isNotEmpty())))
                    .toList();
        }
    }

    private static List<GenericKubernetesResource> documents(Path file) throws IOException {
        List<GenericKubernetesResource> documents = new ArrayList<>();
        for (String document : Files.readString(file).split("(?m)^---$")) {
            if (document.contains("kind:")) {
                documents.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
            }
        }
        return documents;
    }

    private static void check(Path file) throws IOException {
        List<GenericKubernetesResource> documents = documents(file);
        documents.subList(0, documents.size() - 1).forEach(CrdFixturesIT::apply);
        GenericKubernetesResource judged = documents.getLast();
        if (file.getFileName().toString().startsWith("valid-")) {
            assertThat(apply(judged).getMetadata().getUid()).isNotEmpty();
            return;
        }
        KubernetesClientException refusal = catchThrowableOfType(KubernetesClientException.class, () -> apply(judged));
        String first = Files.readAllLines(file).getFirst();
        assertThat(first).startsWith(EXPECT);
        assertThat(refusal).as("it was not refused").isNotNull();
        assertThat(refusal.getMessage()).contains(first.substring(EXPECT.length()));
    }

    private static HasMetadata apply(GenericKubernetesResource document) {
        Resource<GenericKubernetesResource> resource = CLUSTER_SCOPED.contains(document.getKind())
                ? admin.resource(document)
                : admin.resource(document).inNamespace(namespace);
        boolean status = document.getAdditionalProperties().containsKey("status");
        HasMetadata applied = resource.patch(APPLY);
        return status ? resource.subresource("status").patch(APPLY) : applied;
    }
}
