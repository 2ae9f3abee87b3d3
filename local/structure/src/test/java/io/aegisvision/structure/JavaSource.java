package io.aegisvision.structure;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One parsed source file: its first type, and what Javadoc says. Nothing is resolved, so that no module must be built. */
final class JavaSource {
    private final CompilationUnitTree unit;
    private final DocTrees docs;
    private final String text;

    private JavaSource(CompilationUnitTree unit, DocTrees docs, String text) {
        this.unit = unit;
        this.docs = docs;
        this.text = text;
    }

    static JavaSource parse(Path file) throws IOException {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                    .getTask(null, files, null, null, null, files.getJavaFileObjects(file));
            return new JavaSource(task.parse().iterator().next(), DocTrees.instance(task), Files.readString(file));
        }
    }

    CompilationUnitTree unit() {
        return unit;
    }

    ClassTree type() {
        return (ClassTree) unit.getTypeDecls().getFirst();
    }

    /** Where a tree begins in {@link #text()}. */
    int start(Tree tree) {
        return (int) docs.getSourcePositions().getStartPosition(unit, tree);
    }

    /** Where a tree ends in {@link #text()}. */
    int end(Tree tree) {
        return (int) docs.getSourcePositions().getEndPosition(unit, tree);
    }

    String text() {
        return text;
    }

    /** The Javadoc's text as Markdown in one line; empty where there is none. */
    String describe(Tree tree) {
        return comment(tree).map(doc -> markdown(doc.getFullBody())).orElse("");
    }

    /** What {@code @param} says, by name. */
    Map<String, String> params(Tree tree) {
        Map<String, String> said = new HashMap<>();
        comment(tree).ifPresent(doc -> doc.getBlockTags().forEach(tag -> {
            if (tag instanceof ParamTree param) {
                said.put(param.getName().toString(), markdown(param.getDescription()));
            }
        }));
        return said;
    }

    /** The value of a string literal, or of several joined by +. */
    static Optional<String> string(ExpressionTree expression) {
        return switch (expression) {
            case LiteralTree literal when literal.getValue() instanceof String value -> Optional.of(value);
            case BinaryTree both
            when both.getKind() == Tree.Kind.PLUS ->
                string(both.getLeftOperand())
                        .flatMap(left -> string(both.getRightOperand()).map(right -> left + right));
            default -> Optional.empty();
        };
    }

    private Optional<DocCommentTree> comment(Tree tree) {
        return Optional.ofNullable(docs.getDocCommentTree(TreePath.getPath(unit, tree)));
    }

    private static String markdown(List<? extends DocTree> body) {
        StringBuilder all = new StringBuilder();
        body.forEach(all::append);
        return all.toString()
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^}]*)}", "`$1`")
                .replaceAll("<[^>]*>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
