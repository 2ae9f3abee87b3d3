package io.aegisvision.operator.leader;

import io.aegisvision.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * The configuration of leader election, and what follows when leadership is lost: the process halts at once, so that two
 * never write. The SDK's own exit ({@code System.exit} in the callback) deadlocks when the loss is part of an orderly
 * shutdown; hence a halt of our own, and none while shutting down.
 */
@ApplicationScoped
public class LeaderElection {
    private static final Logger LOG = Logger.getLogger(LeaderElection.class);
    private static final int LOST = 3;

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final IntConsumer halt;

    /** Halts this process when leadership is lost. */
    public LeaderElection() {
        this(status -> Runtime.getRuntime().halt(status));
    }

    LeaderElection(IntConsumer halt) {
        this.halt = halt;
    }

    /** The lease of this operator. */
    @Produces
    @Singleton
    public LeaderElectionConfiguration configuration(OperatorConfig config) {
        OperatorConfig.Leader leader = config.leader();
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(leader.lease())
                .withLeaseNamespace(config.namespace())
                .withLeaseDuration(leader.leaseDuration())
                .withRenewDeadline(leader.renewDeadline())
                .withRetryPeriod(leader.retryPeriod())
                .withIdentity(
                        leader.identity().orElseGet(() -> UUID.randomUUID().toString()))
                .withLeaderCallbacks(callbacks())
                // the only way to switch the SDK's own exit off that leaves the callbacks in force
                .buildForTest(false);
    }

    /** Runs before the SDK stops, which gives leadership up. */
    void onShutdown(@Observes @Priority(1) ShutdownEvent event) {
        stopping.set(true);
    }

    LeaderCallbacks callbacks() {
        return new LeaderCallbacks(
                () -> LOG.info("leading"), this::onStopLeading, identity -> LOG.infof("the leader is %s", identity));
    }

    private void onStopLeading() {
        if (!stopping.get()) {
            LOG.error("leadership is lost: exiting, so that another can go on alone");
            halt.accept(LOST);
        }
    }
}
