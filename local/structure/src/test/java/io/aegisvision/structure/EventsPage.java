package io.aegisvision.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Types of events and the fields of their data, from the contract. */
final class EventsPage {
    private static final Path CONTRACT = Path.of("dataplane-sidecar/contract/src/main/java/io/aegisvision/contract");

    private EventsPage() {}

    static String of(Path root) throws IOException {
        StringBuilder page = new StringBuilder("""
                # Events

                What events are and what is promised of them: [concepts](../concepts/events.md).

                ## Types

                """);
        JavaSource types = JavaSource.parse(root.resolve(CONTRACT).resolve("EventTypes.java"));
        MarkdownTable names = new MarkdownTable("Type", "");
        for (Tree member : types.type().getMembers()) {
            if (member instanceof VariableTree constant) {
                names.row(
                        MarkdownTable.code(
                                JavaSource.string(constant.getInitializer()).orElseThrow()),
                        types.describe(constant));
            }
        }
        page.append(names);
        JavaSource data = JavaSource.parse(root.resolve(CONTRACT).resolve("EventData.java"));
        page.append("## Data\n\n").append(record(data));
        JavaSource follow = JavaSource.parse(root.resolve(CONTRACT).resolve("EvidenceData.java"));
        return page.append("## Data of a follow-up\n\n").append(record(follow)).toString();
    }

    private static StringBuilder record(JavaSource data) {
        StringBuilder text =
                new StringBuilder(data.describe(data.type())).append("\n\n").append(fields(data, data.type()));
        for (Tree member : data.type().getMembers()) {
            if (member instanceof ClassTree part) {
                text.append("### ").append(part.getSimpleName()).append("\n\n");
                text.append(data.describe(part)).append("\n\n");
                text.append(part.getKind() == Tree.Kind.ENUM ? constants(data, part) : fields(data, part));
            }
        }
        return text;
    }

    private static MarkdownTable constants(JavaSource source, ClassTree names) {
        MarkdownTable table = new MarkdownTable("Name", "");
        for (Tree member : names.getMembers()) {
            if (member instanceof VariableTree constant) {
                table.row(MarkdownTable.code(constant.getName().toString()), source.describe(constant));
            }
        }
        return table;
    }

    private static MarkdownTable fields(JavaSource source, ClassTree record) {
        Map<String, String> said = source.params(record);
        MarkdownTable table = new MarkdownTable("Field", "Type", "Meaning");
        for (Tree member : record.getMembers()) {
            if (member instanceof VariableTree field
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
                String name = field.getName().toString();
                table.row(
                        MarkdownTable.code(name),
                        MarkdownTable.code(field.getType().toString().replaceAll("@Nullable\\(?\\)? ", "")),
                        said.getOrDefault(name, ""));
            }
        }
        return table;
    }
}
