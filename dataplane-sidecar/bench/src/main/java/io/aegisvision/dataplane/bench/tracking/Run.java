package io.aegisvision.dataplane.bench.tracking;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a peer on a sequence in a process of its own. */
final class Run {
    private final Path root;
    private final Path peers;
    private final Path out;

    /**
     * @param root the checkout
     * @param peers what {@code local/peers/setup} made
     * @param out where tracks are written
     */
    Run(Path root, Path peers, Path out) {
        this.root = root;
        this.peers = peers;
        this.out = out;
    }

    /** Microseconds a frame: {@code median} and {@code best} of the passes, {@code call} of a peer in Python. */
    Map<String, Double> time(Peer peer, Sequence sequence, double seconds, int trackers, int frames)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new HashMap<>();
        for (String line :
                run(peer, sequence, frames, seconds, trackers, "-").lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 2) {
                figures.put(words[0], Double.parseDouble(words[1]));
            }
        }
        if (!figures.containsKey("median")) {
            throw new IOException(peer.name() + " on " + sequence.name() + " printed no median");
        }
        return figures;
    }

    /** The tracks that it makes of it. */
    List<Box> tracks(Peer peer, Sequence sequence) throws IOException, InterruptedException {
        Path file = out.resolve(peer.algorithm().toLowerCase(java.util.Locale.ROOT) + "-"
                + sequence.folder().getFileName() + ".txt");
        Files.createDirectories(out);
        run(peer, sequence, sequence.frames(), 0, 1, file.toString());
        return MotFile.read(file);
    }

    private String run(Peer peer, Sequence sequence, int frames, double seconds, int trackers, String to)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(peer.command(root, peers));
        command.add(sequence.detections().toString());
        for (Object each :
                new Object[] {frames, sequence.width(), sequence.height(), sequence.rate(), seconds, trackers, to}) {
            command.add(String.valueOf(each));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("BYTETRACK_DIR", peers.resolve("bytetrack").toString());
        builder.environment().put("OC_SORT_DIR", peers.resolve("oc-sort").toString());
        builder.environment().put("PYTHONWARNINGS", "ignore");
        // one thread, as ours has
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(peer.name() + " on " + sequence.name() + ": exit status " + process.exitValue());
        }
        return printed;
    }
}
