package io.aegisvision.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Kills one container of a pod with SIGKILL from outside its process namespace: a container's first process ignores it
 * from inside. Needs a cluster whose processes run on this machine.
 */
final class Kill {
    private Kill() {}

    /**
     * Kills every process of a pod whose command line holds a word.
     *
     * @return how many were killed
     */
    static int processes(String podUid, String word) throws IOException {
        List<String> uids = List.of(podUid, podUid.replace('-', '_'));
        int killed = 0;
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            String command = read(proc.resolve("cmdline")).replace('\0', ' ');
            String cgroup = read(proc.resolve("cgroup"));
            if (command.contains(word) && uids.stream().anyMatch(cgroup::contains)) {
                killed += process.destroyForcibly() ? 1 : 0;
            }
        }
        if (killed == 0) {
            throw new IOException(String.format(Locale.ROOT, "pod %s has no process with '%s'", podUid, word));
        }
        return killed;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the process has ended meanwhile
        }
    }
}
