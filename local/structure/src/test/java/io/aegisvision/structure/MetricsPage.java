package io.aegisvision.structure;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The data plane's metrics, from where they are registered: an expression whose first string is a name, with its
 * description, in a chain of calls or through a method of the same file that makes the meter.
 */
final class MetricsPage {
    private static final Path SOURCE =
            Path.of("dataplane-sidecar/app/src/main/java/io/aegisvision/dataplane/app/CellMetrics.java");
    private static final Pattern NAME = Pattern.compile("aegis_[a-z_]+");

    private MetricsPage() {}

    /** What one expression, or the body of one method, says of a meter. */
    private static final class Said extends TreeScanner<Void, Void> {
        final List<String> strings = new ArrayList<>();
        final Set<String> tags = new LinkedHashSet<>();
        final Set<String> called = new LinkedHashSet<>();
        String type = "";
        Optional<String> description = Optional.empty();

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            if (call.getMethodSelect() instanceof MemberSelectTree select) {
                String method = select.getIdentifier().toString();
                Optional<String> first = call.getArguments().isEmpty()
                        ? Optional.empty()
                        : JavaSource.string(call.getArguments().getFirst());
                switch (method) {
                    case "builder" -> type = select.getExpression().toString();
                    case "tag" -> first.ifPresent(tags::add);
                    case "description" ->
                        description = begin(call.getArguments().getFirst());
                    default -> {}
                }
            } else {
                called.add(call.getMethodSelect().toString());
            }
            for (ExpressionTree argument : call.getArguments()) {
                JavaSource.string(argument).ifPresent(strings::add);
            }
            return super.visitMethodInvocation(call, none);
        }

        /** What is common to all meters that one description is completed for. */
        private static Optional<String> begin(ExpressionTree description) {
            return description instanceof BinaryTree both
                    ? begin(both.getLeftOperand()).map(text -> text.replaceAll(": ?$", ""))
                    : JavaSource.string(description);
        }
    }

    static String of(Path root) throws IOException {
        JavaSource source = JavaSource.parse(root.resolve(SOURCE));
        Map<String, Said> methods = new LinkedHashMap<>();
        source.type().getMembers().forEach(member -> {
            if (member instanceof MethodTree method && method.getBody() != null) {
                Said said = new Said();
                said.scan(method.getBody(), null);
                methods.put(method.getName().toString(), said);
            }
        });
        MarkdownTable table = new MarkdownTable("Name", "Type", "Labels", "Meaning");
        Set<String> seen = new LinkedHashSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
                Said said = new Said();
                said.scan(call, null);
                // the outermost call comes first, and holds one name unless it holds several meters
                List<String> names = said.strings.stream()
                        .filter(text -> NAME.matcher(text).matches())
                        .toList();
                if (names.size() == 1 && seen.add(names.getFirst())) {
                    row(table, names.getFirst(), said, methods);
                }
                return super.visitMethodInvocation(call, none);
            }
        }.scan(source.unit(), null);
        return """
                # Metrics of a cell

                Prometheus text at port 8080, `/metrics`, of each cell's pod. Besides these it has what Micrometer says of the
                Java process (`jvm_`, `system_`, `process_`). Triton's own are on port 8002. The operator has no metrics of its
                own names: what Quarkus and the operator SDK export is at port 9000, `/metrics`.

                """ + table;
    }

    private static void row(MarkdownTable table, String name, Said said, Map<String, Said> methods) {
        Set<String> tags = new LinkedHashSet<>(said.tags);
        String type = said.type;
        for (String helper : said.called) {
            if (methods.containsKey(helper)) {
                type = type.isEmpty() ? methods.get(helper).type : type;
                tags.addAll(methods.get(helper).tags);
            }
        }
        String meaning = said.description.orElseGet(() -> said.strings.stream()
                .filter(text -> !text.equals(name))
                .findFirst()
                .orElse(""));
        table.row(
                MarkdownTable.code(type.equals("FunctionCounter") || type.equals("Counter") ? name + "_total" : name),
                switch (type) {
                    case "FunctionCounter", "Counter" -> "counter";
                    case "Timer" -> "histogram (`_bucket`, `_count`, `_sum`)";
                    case "Gauge" -> "gauge";
                    default -> throw new IllegalStateException(name + ": its type is not seen: '" + type + "'");
                },
                String.join(", ", tags),
                meaning);
    }
}
