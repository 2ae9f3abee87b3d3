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

    @Test
    void grounds() {
        String road = "0.45,0.25 0.55,0.25 0.9,0.95 0.1,0.95";
        assertThat(ShapeCheck.ground(road, "0,40 8,40 8,0 0,0")).isNull();
        assertThat(ShapeCheck.ground(road, "0,40 8,40 8,0")).contains("four metres");
        assertThat(ShapeCheck.ground("0.1,0.1 0.9,0.9 0.9,0.1 0.1,0.9", "0,40 8,40 8,0 0,0"))
                .contains("the points");
        assertThat(ShapeCheck.ground(road, "0,40 8,0 8,40 0,0")).contains("the metres");
        assertThat(ShapeCheck.ground(road, "0,40 4,40 8,40 0,0")).contains("the metres");
        assertThat(ShapeCheck.ground(road, "zero")).contains("is not x,y");
    }
}
