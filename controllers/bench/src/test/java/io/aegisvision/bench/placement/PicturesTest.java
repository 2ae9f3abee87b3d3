package io.aegisvision.bench.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The pictures show what the planner does. */
class PicturesTest {
    private static final Path ROOT = Path.of("../..");

    @TestFactory
    Stream<DynamicTest> pictureIsUpToDate() {
        return Pictures.drawn().entrySet().stream()
                .map(picture -> DynamicTest.dynamicTest(picture.getKey(), () -> assertThat(
                                ROOT.resolve(Pictures.FOLDER).resolve(picture.getKey()))
                        .as("draw it anew: local/bench-placement pictures")
                        .hasContent(picture.getValue())));
    }
}
