package io.aegisvision.structure;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be set: the chart's values, the operator's variables, the data plane's. */
final class ConfigurationPage {
    private static final Path OPERATOR =
            Path.of("operator/src/main/java/io/aegisvision/operator/config/OperatorConfig.java");
    private static final Path DATA_PLANE =
            Path.of("dataplane-sidecar/app/src/main/java/io/aegisvision/dataplane/app/Environment.java");
    private static final Path CELL_API =
            Path.of("dataplane-sidecar/contract/src/main/java/io/aegisvision/contract/CellApi.java");
    private static final Pattern VALUE = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");
    private static final Pattern VARIABLE = Pattern.compile("AEGIS_[A-Z_]+");

    private ConfigurationPage() {}

    static String of(Path root) throws IOException {
        return """
                # Configuration

                ## Helm values

                `helm/aegisvision/values.yaml`; `values.schema.json` beside it says what is allowed.

                """
                + helm(root.resolve("helm/aegisvision/values.yaml"))
                + """
                ## Operator

                Environment variables of the Deployment `aegis-operator`; the chart sets those that its values have.

                """
                + operator(JavaSource.parse(root.resolve(OPERATOR)))
                + """
                ## Data plane

                Environment variables of the container `dataplane`. All else comes from the cell's mounted Secret.

                """
                + dataPlane(JavaSource.parse(root.resolve(DATA_PLANE)), JavaSource.parse(root.resolve(CELL_API)));
    }

    /** Lines of block style, each with the comment lines directly above; a comment of a parent is said at the parent. */
    private static MarkdownTable helm(Path file) throws IOException {
        MarkdownTable table = new MarkdownTable("Value", "Default", "Meaning");
        Deque<String> path = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            Matcher value = VALUE.matcher(line);
            if (line.strip().startsWith("#")) {
                comment.append(comment.isEmpty() ? "" : " ")
                        .append(line.strip().substring(1).strip());
            } else if (value.matches()) {
                while (path.size() > value.group(1).length() / 2) {
                    path.removeLast();
                }
                path.addLast(value.group(2));
                String given = Optional.ofNullable(value.group(3)).orElse("");
                if (!given.isEmpty() || !comment.isEmpty()) {
                    table.row(
                            MarkdownTable.code(String.join(".", path)), MarkdownTable.code(given), comment.toString());
                }
                comment.setLength(0);
            } else if (line.isBlank()) {
                comment.setLength(0);
            } else {
                throw new IllegalStateException(file + ": neither comment nor value: " + line);
            }
        }
        return table;
    }

    private static MarkdownTable operator(JavaSource source) {
        Map<String, ClassTree> parts = new LinkedHashMap<>();
        for (Tree member : source.type().getMembers()) {
            if (member instanceof ClassTree part) {
                parts.put(part.getSimpleName().toString(), part);
            }
        }
        MarkdownTable table = new MarkdownTable("Variable", "Type", "Default", "Meaning");
        settings(source, source.type(), "AEGIS", "", parts, table);
        return table;
    }

    private static void settings(
            JavaSource source,
            ClassTree of,
            String prefix,
            String about,
            Map<String, ClassTree> parts,
            MarkdownTable table) {
        for (Tree member : of.getMembers()) {
            if (!(member instanceof MethodTree setting)) {
                continue;
            }
            String name = prefix + "_"
                    + setting.getName().toString().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            String type = setting.getReturnType().toString();
            String said = source.describe(setting).replace("`namespace()`", "`AEGIS_NAMESPACE`");
            if (parts.containsKey(type)) {
                settings(source, parts.get(type), name, type.equals("Container") ? said + " " : "", parts, table);
                continue;
            }
            boolean optional = type.startsWith("Optional<");
            String fallback = setting.getModifiers().getAnnotations().stream()
                    .filter(annotation ->
                            annotation.getAnnotationType().toString().equals("WithDefault"))
                    .map(ConfigurationPage::argument)
                    .findFirst()
                    .map(MarkdownTable::code)
                    .orElse(optional ? "absent" : "must be set");
            table.row(
                    MarkdownTable.code(name),
                    optional ? type.substring("Optional<".length(), type.length() - 1) : type,
                    fallback,
                    about + said);
        }
    }

    private static String argument(AnnotationTree annotation) {
        ExpressionTree argument = annotation.getArguments().getFirst();
        return JavaSource.string(argument instanceof AssignmentTree named ? named.getExpression() : argument)
                .orElseThrow();
    }

    private static MarkdownTable dataPlane(JavaSource source, JavaSource cellApi) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (Tree member : cellApi.type().getMembers()) {
            if (member instanceof VariableTree constant) {
                constants.put(
                        "CellApi." + constant.getName(),
                        JavaSource.string(constant.getInitializer())
                                .orElseGet(() -> constant.getInitializer().toString()));
            }
        }
        Map<String, String> defaults = new LinkedHashMap<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
                if (call.getMethodSelect() instanceof MemberSelectTree select
                        && select.getIdentifier().contentEquals("getOrDefault")) {
                    ExpressionTree value = call.getArguments().get(1);
                    String written = value.toString().replaceAll("^Integer\\.toString\\((.*)\\)$", "$1");
                    defaults.put(
                            JavaSource.string(call.getArguments().getFirst()).orElseThrow(),
                            JavaSource.string(value).orElseGet(() -> constants.getOrDefault(written, written)));
                }
                return super.visitMethodInvocation(call, none);
            }
        }.scan(source.unit(), null);
        MarkdownTable table = new MarkdownTable("Variable", "Default", "Meaning");
        Map<String, String> meanings = new LinkedHashMap<>();
        source.params(source.type()).values().forEach(said -> {
            Matcher variable = VARIABLE.matcher(said);
            if (variable.find()) {
                meanings.put(variable.group(), said.replaceAll(" \\(`AEGIS_[^)]*\\)", ""));
            }
        });
        defaults.forEach((name, value) ->
                table.row(MarkdownTable.code(name), MarkdownTable.code(value), meanings.getOrDefault(name, "")));
        return table;
    }
}
