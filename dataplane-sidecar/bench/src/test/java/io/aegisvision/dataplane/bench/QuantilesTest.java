package io.aegisvision.dataplane.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void takesTheSmallestThatTheShareDoesNotExceed() {
        Quantiles hundred =
                new Quantiles(LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray());
        assertThat(hundred.at(.5)).isEqualTo(50);
        assertThat(hundred.at(.95)).isEqualTo(95);
        assertThat(hundred.at(.99)).isEqualTo(99);
        assertThat(hundred.at(1)).isEqualTo(100);
        assertThat(new Quantiles(new long[] {7}).at(.5)).isEqualTo(7);
    }
}
