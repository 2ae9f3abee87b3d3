package io.aegisvision.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an administrator sets, by environment variables or system properties ({@code AEGIS_IMAGES_DATAPLANE} is
 * {@code aegis.images.dataplane}). The chart sets all of it from its values.
 */
@ConfigMapping(prefix = "aegis")
public interface OperatorConfig {
    /** Namespace that the operator runs in: its lease, its certificate and its Service are there. */
    @WithDefault("aegis-system")
    String namespace();

    /** Images of a cell. */
    Images images();

    /** {@code host:port} of registries that are spoken to over plain HTTP; empty by default. */
    Optional<List<String>> insecureRegistries();

    /** What a cell's containers get where a Pipeline names no resources. */
    Cell cell();

    /** Floors of trials and gates where there is no PromotionPolicy. */
    Floors floors();

    /** The admission webhook. */
    Webhook webhook();

    /** Leader election. */
    Leader leader();

    /** Images of a cell. */
    interface Images {
        /** The data plane, with tag or digest. */
        String dataplane();

        /** The inference server, with tag or digest. */
        String triton();

        /** When the kubelet pulls: IfNotPresent, Always or Never. */
        @WithDefault("IfNotPresent")
        String pullPolicy();
    }

    /** Resources of a cell's containers, as Kubernetes quantities. */
    interface Cell {
        /** The data plane. */
        Container dataplane();

        /** The inference server. */
        Container triton();
    }

    /** Requests and limits of one container; a limit that is absent is not set. */
    interface Container {
        /** CPU that the scheduler reserves. */
        @WithDefault("250m")
        String cpuRequest();

        /** CPU at most; absent: as much as the node has. */
        Optional<String> cpuLimit();

        /** Memory that the scheduler reserves. */
        @WithDefault("512Mi")
        String memoryRequest();

        /** Memory at most. */
        @WithDefault("1Gi")
        String memoryLimit();
    }

    /** Floors of trials and gates. */
    interface Floors {
        /** Least number of people who must approve. */
        @WithDefault("1")
        int minRequiredApprovals();

        /** Groups whose members may approve, where neither a Model nor a PromotionPolicy names any; empty by default. */
        Optional<List<String>> approvers();

        /** Largest margin, percentage points. */
        @WithDefault("5")
        int maxMarginPercent();

        /** Least number of clips before a verdict can promote. */
        @WithDefault("200")
        int minUnits();
    }

    /** The admission webhook that records who changed a Model. */
    interface Webhook {
        /** False: no certificate is made and the configuration is left alone. */
        @WithDefault("true")
        boolean enabled();

        /** Name of the Service in {@link #namespace()} that the API server calls. */
        @WithDefault("aegis-webhook")
        String service();

        /** Name of the Secret in {@link #namespace()} that holds the certificate. */
        @WithDefault("aegis-webhook-tls")
        String secret();

        /** Name of the MutatingWebhookConfiguration that gets the certificate's authority. */
        @WithDefault("aegisvision")
        String configuration();

        /** Name of the webhook in that configuration. */
        @WithDefault("requesters.aegisvision.io")
        String hook();

        /** How long a certificate is valid; a new one is made when a third of that is left. */
        @WithDefault("90d")
        Duration certificateValidity();
    }

    /** Leader election by a Lease in {@link #namespace()}. */
    interface Leader {
        /** Name of the Lease. */
        @WithDefault("aegis-operator")
        String lease();

        /** How long a lease lasts when it is not renewed. */
        @WithDefault("15s")
        Duration leaseDuration();

        /** How long the leader tries to renew before it gives up and exits; below the lease duration. */
        @WithDefault("10s")
        Duration renewDeadline();

        /** How often it is tried. */
        @WithDefault("2s")
        Duration retryPeriod();

        /** Name of this process in the Lease: the pod's. */
        Optional<String> identity();
    }
}
