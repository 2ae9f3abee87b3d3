package io.aegisvision.dataplane.bench.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some dozens of kills lose nothing; {@code make soak} does five hundred. */
class KillsIT {
    private static final int KILLS = 50;

    @Test
    void killedProcessesLoseNothing(@TempDir Path folder) throws Exception {
        Kills.Outcome outcome = new Kills(folder, 7).run(KILLS);
        assertThat(outcome.promised()).as("%s", outcome).isGreaterThan(KILLS * 20);
        assertThat(outcome.lost()).as("%s", outcome).isZero();
        assertThat(outcome.disorder()).as("%s", outcome).isZero();
        assertThat(outcome.gaps()).as("%s", outcome).isZero();
    }
}
