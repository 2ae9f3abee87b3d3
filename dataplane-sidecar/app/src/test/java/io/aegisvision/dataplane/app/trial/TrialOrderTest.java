package io.aegisvision.dataplane.app.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialOrderTest {
    private static List<Clips.Clip> clips(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> new Clips.Clip("sha256:%064x".formatted(i), i + ".mp4", "yard", i, 0, List.of()))
                .toList());
    }

    /** Whichever cell takes over, and in whatever order its manifest lists them. */
    @Test
    void isTheSameInEveryCellAndAnotherInEveryTrial() {
        List<Clips.Clip> clips = clips(50);
        List<Clips.Clip> order = TrialOrder.of("uid-1", clips);
        Collections.shuffle(clips, new Random(7));
        assertThat(TrialOrder.of("uid-1", clips)).isEqualTo(order).containsExactlyInAnyOrderElementsOf(clips);
        assertThat(TrialOrder.of("uid-2", clips)).isNotEqualTo(order);
    }

    /** As docs and contract say it, computed apart: sha256sum of the text "uid-1/sha256:00...0". */
    @Test
    void theKeyIsTheDigestOfUidAndClip() {
        String key =
                TrialOrder.sha256(("uid-1/sha256:" + "0".repeat(64)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(key).isEqualTo("493914c52be81a87eddae6048027e18ffc969936eee6dffdee290e45d59d6575");
    }
}
