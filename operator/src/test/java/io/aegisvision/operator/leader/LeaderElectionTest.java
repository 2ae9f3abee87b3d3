package io.aegisvision.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
    private final List<Integer> exits = new ArrayList<>();
    private final LeaderElection election = new LeaderElection(exits::add);

    @Test
    void lostLeadershipEndsTheProcess() {
        election.callbacks().onStopLeading();

        assertThat(exits).containsExactly(3);
    }

    @Test
    void anOrderlyShutdownGivesLeadershipUpWithoutIt() {
        election.onShutdown(new ShutdownEvent());

        election.callbacks().onStopLeading();

        assertThat(exits).isEmpty();
    }
}
