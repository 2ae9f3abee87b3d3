package io.aegisvision.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShapeCheckTest {
    @Test
    void goodZones() {
        assertThat(ShapeCheck.zone("0.1,0.1 0.9,0.1 0.5,0.9")).isNull();
        assertThat(ShapeCheck.zone("0.1,0.1 0.9,0.1 0.9,0.9 0.5,0.5 0.1,0.9")).isNull();
    }

    @Test
    void badZones() {
        assertThat(ShapeCheck.zone("0.1,0.1 0.9,0.1")).contains("three points");
        assertThat(ShapeCheck.zone("0.1,0.1 0.1,0.1 0.9,0.1 0.9,0.9")).contains("coincides");
        assertThat(ShapeCheck.zone("0.1,0.1 0.9,0.9 0.9,0.1 0.1,0.9")).contains("crosses");
        assertThat(ShapeCheck.zone("0.1,0.1 0.5,0.1 0.9,0.1")).contains("one line");
        assertThat(ShapeCheck.zone("0.1,0.1 2,0.1 0.9,0.9")).contains("outside");
        assertThat(ShapeCheck.zone("words")).contains("is not x,y");
    }

    @Test
    void lines() {
        assertThat(ShapeCheck.line("0.1,0.5 0.9,0.5")).isNull();
        assertThat(ShapeCheck.line("0.1,0.5 0.1,0.5")).contains("the same");
        assertThat(ShapeCheck.line("0.1,0.5 0.9,0.5 0.9,0.9")).contains("two points");
    }
}
