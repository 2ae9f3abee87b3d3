package io.aegisvision.domain.mig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileNameTest {
    @ParameterizedTest
    @CsvSource({
        "1g.10gb, 1g.10gb, nvidia.com/mig-1g.10gb",
        "MIG 1g.10gb+me, 1g.10gb+me, nvidia.com/mig-1g.10gb.me",
        "nvidia.com/mig-1g.10gb.me, 1g.10gb+me, nvidia.com/mig-1g.10gb.me",
        "mig-1g.24gb.me.all, 1g.24gb+me.all, nvidia.com/mig-1g.24gb.me.all",
        "1g.24gb-me, 1g.24gb-me, nvidia.com/mig-1g.24gb-me",
        "4g.96gb+gfx, 4g.96gb+gfx, nvidia.com/mig-4g.96gb.gfx",
    })
    void everyWayOfWritingIsRead(String written, String text, String resource) {
        ProfileName name = ProfileName.parse(written).orElseThrow();
        assertThat(name.text()).isEqualTo(text);
        assertThat(name.resource()).isEqualTo(resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1g", "gpu", "0g.5gb", "1c.3g.20gb", "1g.10gb+m", "nvidia.com/gpu", "1g.10GiB"})
    void othersAreNone(String written) {
        assertThat(ProfileName.parse(written)).isEmpty();
    }

    @Test
    void namesOfAnotherDriverAreFound() {
        Geometry geometry = GeometryTable.shipped().of("NVIDIA-B200").orElseThrow();
        assertThat(geometry.profile("1g.24gb").orElseThrow().name()).isEqualTo("1g.23gb");
        assertThat(geometry.profile("2g.47gb").orElseThrow().name()).isEqualTo("2g.45gb");
        assertThat(geometry.profile("1g.30gb")).isEmpty();
    }

    @Test
    void productsAreFoundUnderTheLabelsOfTheSingleStrategy() {
        GeometryTable table = GeometryTable.shipped();
        assertThat(table.of("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb")).isEqualTo(table.of("NVIDIA-A100-SXM4-40GB"));
        assertThat(table.of("NVIDIA-H100-80GB-HBM3-SHARED")).isPresent();
        assertThat(table.of("NVIDIA-T4")).isEmpty();
    }
}
