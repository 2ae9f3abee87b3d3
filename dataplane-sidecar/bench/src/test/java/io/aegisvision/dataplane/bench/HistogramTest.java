package io.aegisvision.dataplane.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final String TEXT = """
            # TYPE aegis_stage_seconds histogram
            aegis_stage_seconds_bucket{stage="call",le="0.001"} 9
            aegis_stage_seconds_bucket{stage="event",le="5.0E-4"} 2
            aegis_stage_seconds_bucket{stage="event",le="0.001"} 6
            aegis_stage_seconds_bucket{stage="event",le="+Inf"} 8
            aegis_stage_seconds_count{stage="event"} 8
            aegis_stage_seconds_sum{stage="event"} 0.016
            """;

    private final Histogram read = Histogram.parse(TEXT, "aegis_stage_seconds", "stage=\"event\"");

    @Test
    void readsPrometheusText() {
        assertThat(read.count()).isEqualTo(8);
        assertThat(read.mean()).isEqualTo(.002);
        assertThatThrownBy(() -> Histogram.parse(TEXT, "aegis_stage_seconds", "stage=\"other\""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quantilesLieWithinTheirBucket() {
        assertThat(read.quantile(.5)).isEqualTo(.00075, within(1e-9));
        assertThat(read.quantile(.25)).isEqualTo(.0005, within(1e-9));
        // beyond what the buckets tell
        assertThatThrownBy(() -> read.quantile(.95)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void differenceHasOnlyWhatWasAdded() {
        assertThat(read.since(read).count()).isZero();
        assertThatThrownBy(() -> read.since(read).quantile(.5)).isInstanceOf(IllegalStateException.class);
    }
}
