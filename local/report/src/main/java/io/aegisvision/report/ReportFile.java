package io.aegisvision.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report: machine, commit, and either checks or figures. */
public final class ReportFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportFile() {}

    /** Writes {@code {machine, commit, checks}} and makes the folder. */
    public static void writeChecks(Path file, List<Check> checks) {
        write(file, Map.of("checks", checks));
    }

    /**
     * Writes {@code {machine, commit, command, figures}} and makes the folder.
     *
     * @param command what repeats the figures, for example {@code make bench}
     */
    public static void writeFigures(Path file, String command, List<Figure> figures) {
        writeFigures(file, command, figures, List.of());
    }

    /**
     * The same with what could not be measured.
     *
     * @param absent peers that could not be had, each with the reason
     */
    public static void writeFigures(Path file, String command, List<Figure> figures, List<String> absent) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("command", command);
        if (!absent.isEmpty()) {
            body.put("absent", absent);
        }
        body.put("figures", figures);
        write(file, body);
    }

    private static void write(Path file, Map<String, ?> body) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", Machine.here());
        report.put("commit", commit());
        report.putAll(body);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            JSON.writeValue(file.toFile(), report);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report " + file, e);
        }
    }

    /** The checked-out commit, with {@code -dirty} where the tree differs; {@code unknown} outside a checkout. */
    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? text.strip() : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
