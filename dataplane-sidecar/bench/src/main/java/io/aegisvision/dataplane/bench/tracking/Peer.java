package io.aegisvision.dataplane.bench.tracking;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tracker that runs in a process of its own, ours too.
 *
 * @param name for the report
 * @param folder under the folder of peers, made by {@code local/peers/setup}; empty: ours
 * @param algorithm what the program that drives it calls it
 * @param speed how often and where it is run
 */
record Peer(String name, String folder, String algorithm, Speed speed) {
    /** How long a frame takes, about. */
    enum Speed {
        /** Microseconds. */
        FAST,
        /** Milliseconds: a single pass a round, and not everywhere. */
        SLOW
    }

    static final Peer OURS = new Peer("AegisVision ByteTrack", "", "BYTETRACK", Speed.FAST);
    static final Peer OUR_OC_SORT = new Peer("AegisVision OC-SORT", "", "OC_SORT", Speed.FAST);
    static final Peer BYTETRACK_CPP = new Peer("ByteTrack-cpp", "bytetrack-cpp", "bytetrack", Speed.FAST);
    static final Peer TRACKFORGE = new Peer("trackforge ByteTrack", "trackforge", "trackforge-bytetrack", Speed.FAST);
    static final Peer VISIONTRACK = new Peer("visiontrack-cpp", "visiontrack", "visiontrack-cpp", Speed.FAST);
    static final Peer SUPERVISION =
            new Peer("supervision ByteTrack", "supervision", "supervision-bytetrack", Speed.SLOW);
    static final Peer REFERENCE =
            new Peer("ByteTrack, original Python", "reference", "reference-bytetrack", Speed.SLOW);
    static final Peer REFERENCE_OC_SORT =
            new Peer("OC-SORT, original Python", "reference", "reference-ocsort", Speed.SLOW);

    /** All of them; ByteTrack first. */
    static final List<Peer> ALL = List.of(
            OURS,
            BYTETRACK_CPP,
            TRACKFORGE,
            VISIONTRACK,
            SUPERVISION,
            new Peer("roboflow trackers ByteTrack", "trackers", "roboflow-bytetrack", Speed.SLOW),
            REFERENCE,
            OUR_OC_SORT,
            new Peer("trackforge OC-SORT", "trackforge", "trackforge-ocsort", Speed.FAST),
            new Peer("roboflow trackers OC-SORT", "trackers", "roboflow-ocsort", Speed.SLOW),
            new Peer("roboflow trackers SORT", "trackers", "roboflow-sort", Speed.SLOW),
            REFERENCE_OC_SORT);

    boolean ours() {
        return folder.isEmpty();
    }

    /** Whether it is there to be run. */
    boolean present(Path peers) {
        if (ours()) {
            return true;
        }
        boolean source =
                switch (algorithm) {
                    case "reference-bytetrack" -> Files.exists(peers.resolve("bytetrack/ready"));
                    case "reference-ocsort" -> Files.exists(peers.resolve("oc-sort/ready"));
                    default -> true;
                };
        return source
                && Files.exists(program(peers))
                && Files.exists(peers.resolve(folder).resolve("ready"));
    }

    private Path program(Path peers) {
        Path own = peers.resolve(folder);
        return this == BYTETRACK_CPP ? own.resolve("drive") : own.resolve("bin/python");
    }

    /** The command that runs it; what it works on is to be added. */
    List<String> command(Path root, Path peers) {
        List<String> command = new ArrayList<>();
        if (ours()) {
            // the collector of the data plane; room for a thousand trackers of many streams
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx1g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Drive.class.getName()));
        } else {
            command.add(program(peers).toString());
            if (this != BYTETRACK_CPP) {
                command.add(root.resolve("local/peers/drive.py").toString());
            }
        }
        command.add(algorithm);
        return command;
    }
}
