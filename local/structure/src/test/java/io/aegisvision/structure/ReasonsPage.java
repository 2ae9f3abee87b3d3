package io.aegisvision.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditions and reasons, from the enums; a line comment between two constants begins a section. */
final class ReasonsPage {
    private static final Path API = Path.of("crds/src/main/java/io/aegisvision/api/v1alpha1");
    private static final Pattern HEADING = Pattern.compile("^\\s*// (.+)$", Pattern.MULTILINE);

    private ReasonsPage() {}

    static String of(Path root) throws IOException {
        JavaSource source = JavaSource.parse(root.resolve(API).resolve("Reason.java"));
        StringBuilder page = new StringBuilder("""
                # Conditions and reasons

                """);
        page.append(conditions(JavaSource.parse(root.resolve(API).resolve("ConditionType.java"))))
                .append("""
                The `reason` of a condition is one of these, for every kind. `kubectl aegis why KIND NAME` shows the conditions
                that keep an object from Ready, with what to do.

                """);
        MarkdownTable table = null;
        int before = source.text().indexOf('{', source.start(source.type()));
        for (Tree member : source.type().getMembers()) {
            if (!(member instanceof VariableTree constant
                    && constant.getInitializer() instanceof NewClassTree made
                    && constant.getType()
                            .toString()
                            .equals(source.type().getSimpleName().toString()))) {
                continue;
            }
            Matcher heading = HEADING.matcher(source.text().substring(before, source.start(member)));
            if (heading.find() || table == null) {
                page.append(table == null ? "" : table);
                page.append("## ")
                        .append(title(heading.hasMatch() ? heading.group(1) : "All"))
                        .append("\n\n");
                table = new MarkdownTable("Reason", "When", "Who acts", "What to do");
            }
            List<? extends ExpressionTree> said = made.getArguments();
            table.row(
                    MarkdownTable.code(constant.getName().toString()),
                    JavaSource.string(said.get(0)).orElseThrow(),
                    ((MemberSelectTree) said.get(1)).getIdentifier().toString(),
                    JavaSource.string(said.get(2)).orElseThrow());
            before = source.end(member);
        }
        page.append(table == null ? "" : table);
        for (Tree member : source.type().getMembers()) {
            if (member instanceof ClassTree actors) {
                page.append("## Who acts\n\n").append(actors(source, actors));
            }
        }
        return page.toString();
    }

    private static MarkdownTable conditions(JavaSource source) {
        MarkdownTable table = new MarkdownTable("Condition", "True means", "Of");
        for (Tree member : source.type().getMembers()) {
            if (member instanceof VariableTree constant && constant.getInitializer() instanceof NewClassTree made) {
                table.row(
                        MarkdownTable.code(constant.getName().toString()),
                        JavaSource.string(made.getArguments().get(0)).orElseThrow(),
                        JavaSource.string(made.getArguments().get(1)).orElseThrow());
            }
        }
        return table;
    }

    private static MarkdownTable actors(JavaSource source, ClassTree actors) {
        MarkdownTable table = new MarkdownTable("Name", "Is");
        actors.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .forEach(actor -> table.row(actor.getName().toString(), source.describe(actor)));
        return table;
    }

    private static String title(String comment) {
        return comment.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + comment.substring(1);
    }
}
