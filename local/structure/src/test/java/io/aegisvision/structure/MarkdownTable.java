package io.aegisvision.structure;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A table of Markdown, written row by row. */
final class MarkdownTable {
    private final StringBuilder rows = new StringBuilder();

    MarkdownTable(String... head) {
        row(head);
        rows.append("|").append(" --- |".repeat(head.length)).append('\n');
    }

    void row(String... cells) {
        rows.append(Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|").replaceAll("\\s*\\n\\s*", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** In typewriter letters; empty stays empty. */
    static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    @Override
    public String toString() {
        return rows + "\n";
    }
}
