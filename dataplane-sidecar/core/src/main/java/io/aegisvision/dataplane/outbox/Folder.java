package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A folder of the file system. */
record Folder(Path path) implements Disk {
    @Override
    public List<String> names() throws IOException {
        make(path);
        try (var listed = Files.list(path)) {
            return listed.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    /** Makes a folder and those above it, each durable in the one that holds it. */
    private static void make(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (above == null || Files.isDirectory(folder)) {
            return;
        }
        make(above);
        Files.createDirectories(folder);
        sync(above);
    }

    private static void sync(Path folder) throws IOException {
        try (File opened = new Opened(folder, FileChannel.open(folder, StandardOpenOption.READ))) {
            opened.sync();
        }
    }

    @Override
    public File open(String name) throws IOException {
        return new Opened(path.resolve(name));
    }

    @Override
    public File create(String name) throws IOException {
        Path file = path.resolve(name);
        FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)
                .close();
        // a file's name is durable only with its folder
        sync(path);
        return open(name);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    /**
     * A file that outlives interrupts. Java closes a channel whose user is interrupted, and all streams of a cell write
     * through one: a stream that is stopped while it waits for the device must not end the others' events.
     */
    private static final class Opened implements File {
        private final Path path;
        private FileChannel channel;

        Opened(Path path) throws IOException {
            this(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        }

        Opened(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        private interface Use {
            void of(FileChannel channel) throws IOException;
        }

        /** Once more where an interrupt closed the channel; every use can be repeated. The thread stays interrupted. */
        private void whole(Use use) throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    interrupted |= Thread.interrupted();
                    try {
                        use.of(channel);
                        return;
                    } catch (ClosedByInterruptException e) {
                        channel = Files.isDirectory(path)
                                ? FileChannel.open(path, StandardOpenOption.READ)
                                : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public long size() throws IOException {
            return Files.size(path);
        }

        @Override
        public void read(ByteBuffer into, long from) throws IOException {
            int begin = into.position();
            whole(file -> {
                into.position(begin);
                long at = from;
                for (int n = 0; n >= 0 && into.hasRemaining(); at += n) {
                    n = file.read(into, at);
                }
            });
        }

        @Override
        public void write(ByteBuffer from, long to) throws IOException {
            int begin = from.position();
            whole(file -> {
                from.position(begin);
                long at = to;
                while (from.hasRemaining()) {
                    at += file.write(from, at);
                }
            });
        }

        @Override
        public void truncate(long length) throws IOException {
            whole(file -> file.truncate(length));
        }

        @Override
        public void sync() throws IOException {
            whole(file -> file.force(false)); // fdatasync
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
