package io.aegisvision.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line with lines below it, as text or as data for JSON. */
record Tree(String kind, String name, String text, List<Tree> below) {
    Tree {
        below = List.copyOf(below);
    }

    static Tree leaf(String kind, String name, String text) {
        return new Tree(kind, name, text, List.of());
    }

    String render() {
        StringBuilder out = new StringBuilder();
        out.append(line()).append('\n');
        renderBelow(out, "");
        return out.toString();
    }

    private String line() {
        return kind + " " + name + (text.isEmpty() ? "" : "  " + text);
    }

    private void renderBelow(StringBuilder out, String indent) {
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1;
            Tree child = below.get(i);
            out.append(indent).append(last ? "└─ " : "├─ ").append(child.line()).append('\n');
            child.renderBelow(out, indent + (last ? "   " : "│  "));
        }
    }

    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", kind);
        data.put("name", name);
        data.put("text", text);
        List<Map<String, Object>> children = new ArrayList<>();
        below.forEach(child -> children.add(child.data()));
        data.put("below", children);
        return data;
    }
}
