package io.aegisvision.dataplane.bench.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Boxes as the MOTChallenge writes them: {@code frame,id,left,top,width,height,score,...}, a box a line. */
final class MotFile {
    private MotFile() {}

    /** @throws IOException when it cannot be read or is no such file */
    static List<Box> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank()).map(MotFile::parse).toList();
        } catch (RuntimeException e) {
            throw new IOException(file + " is no file of boxes: " + e.getMessage(), e);
        }
    }

    private static Box parse(String line) {
        String[] parts = line.split(",");
        return new Box(
                (int) Double.parseDouble(parts[0]),
                (long) Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]));
    }

    /** Writes them in their order, and makes the folder. */
    static void write(Path file, List<Box> boxes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Box box : boxes) {
            lines.add("%d,%d,%.3f,%.3f,%.3f,%.3f,%.6f"
                    .formatted(box.frame(), box.id(), box.left(), box.top(), box.width(), box.height(), box.score()));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }
}
