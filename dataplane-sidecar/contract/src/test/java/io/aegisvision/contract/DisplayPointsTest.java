package io.aegisvision.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DisplayPointsTest {
    @Test
    void readsSvgPoints() {
        assertThat(DisplayPoints.parse("0,1  0.5,0.25"))
                .isEqualTo(new DisplayPoints(
                        new int[] {0, DisplayPoints.ONE / 2}, new int[] {DisplayPoints.ONE, DisplayPoints.ONE / 4}));
    }

    @Test
    void refusesAFlatCommaList() {
        assertThatThrownBy(() -> DisplayPoints.parse("0.1,0.2,0.3,0.4")).hasMessageContaining("is not x,y");
    }

    @Test
    void refusesPixelsAndWords() {
        assertThatThrownBy(() -> DisplayPoints.parse("12,0.5")).hasMessageContaining("outside 0..1");
        assertThatThrownBy(() -> DisplayPoints.parse("NaN,0.5")).hasMessageContaining("outside 0..1");
        assertThatThrownBy(() -> DisplayPoints.parse("a,0.5")).hasMessageContaining("is not a number");
    }
}
