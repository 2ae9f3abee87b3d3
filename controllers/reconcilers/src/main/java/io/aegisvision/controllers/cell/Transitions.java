package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes Events for changes of the reason of {@code Ready}. One that is lost is lost: status says the same. */
public final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);
    private static final String READY = "Ready";
    private static final String COMPONENT = "aegis-operator";
    private static final int MOST_OF_MESSAGE = 1024;

    private final KubernetesClient client;
    private final InstantSource clock;

    /** The client stays the caller's. */
    public Transitions(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Tells of a change between two statuses' conditions, if there is one. */
    public void tell(HasMetadata about, List<Condition> before, List<Condition> after) {
        Optional<Condition> old = ready(before);
        ready(after)
                .filter(now -> old.isEmpty()
                        || !old.get().getReason().equals(now.getReason())
                        || !old.get().getStatus().equals(now.getStatus()))
                .ifPresent(now -> emit(about, now));
    }

    private void emit(HasMetadata about, Condition ready) {
        Instant now = clock.instant();
        String namespace = about.getMetadata().getNamespace() == null
                ? "default"
                : about.getMetadata().getNamespace();
        boolean abnormal = "False".equals(ready.getStatus()) && !isProgress(ready.getReason());
        String message = ready.getMessage() == null ? "" : ready.getMessage();
        try {
            client.v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withName(about.getMetadata().getName() + "."
                                    + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano()))
                            .withNamespace(namespace)
                            .endMetadata()
                            .withType(abnormal ? "Warning" : "Normal")
                            .withReason(ready.getReason())
                            .withMessage(
                                    message.length() > MOST_OF_MESSAGE
                                            ? message.substring(0, MOST_OF_MESSAGE)
                                            : message)
                            .withFirstTimestamp(now.toString())
                            .withLastTimestamp(now.toString())
                            .withCount(1)
                            .withReportingComponent(COMPONENT)
                            .withReportingInstance(COMPONENT)
                            .withNewSource()
                            .withComponent(COMPONENT)
                            .endSource()
                            .withNewInvolvedObject()
                            .withApiVersion(about.getApiVersion())
                            .withKind(about.getKind())
                            .withName(about.getMetadata().getName())
                            .withNamespace(about.getMetadata().getNamespace())
                            .withUid(about.getMetadata().getUid())
                            .endInvolvedObject()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "no event for {} {}: {}",
                    about.getKind(),
                    about.getMetadata().getName(),
                    e.getMessage());
        }
    }

    private static boolean isProgress(String reason) {
        return switch (reason) {
            case "Progressing", "Connecting", "WaitingForModel", "CellsStarting", "Stopping" -> true;
            default -> false;
        };
    }

    private static Optional<Condition> ready(List<Condition> conditions) {
        return conditions.stream().filter(c -> c.getType().equals(READY)).findFirst();
    }
}
