package io.aegisvision.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The defaults are recorded: a changed one is seen in review. */
class OperatorConfigTest {
    private static final Path RECORDED = Path.of("src/test/resources/recorded-defaults.txt");

    @Test
    void defaultsAreTheRecordedOnes() throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(OperatorConfig.class)
                .withDefaultValues(Map.of("aegis.images.dataplane", "DATAPLANE", "aegis.images.triton", "TRITON"))
                .build();
        Map<String, String> values = new TreeMap<>();
        collect("aegis", OperatorConfig.class, config.getConfigMapping(OperatorConfig.class), values);
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append(" = ").append(value).append('\n'));

        assertThat(text.toString()).isEqualTo(Files.readString(RECORDED));
    }

    private static void collect(String prefix, Class<?> type, Object values, Map<String, String> into) {
        Method[] methods = type.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            String name = prefix + '.' + method.getName();
            try {
                Object value = method.invoke(values);
                if (method.getReturnType().getEnclosingClass() == OperatorConfig.class) {
                    collect(name, method.getReturnType(), value, into);
                } else {
                    into.put(
                            name,
                            value instanceof Optional<?> optional && optional.isEmpty()
                                    ? "(absent)"
                                    : value.toString());
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new AssertionError(name, e);
            }
        }
    }
}
