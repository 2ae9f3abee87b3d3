package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk behind a page cache, as Linux has it: what is written is durable once it was synced; a sync that fails forgets
 * what it should have written and the next one succeeds; a write may stop half-way; a crash loses what was not synced.
 */
final class MemoryDisk implements Disk {
    /** What becomes of an operation. */
    enum Fault {
        REFUSED,
        HALF_WRITTEN,
        CRASH
    }

    /** What a crash leaves of that which was not synced. */
    enum Left {
        /** The process was killed: the kernel goes on. */
        ALL,
        /** The power failed. */
        NOTHING,
        /** The power failed while the kernel wrote in an order of its own. */
        SOME
    }

    /** The process ends here. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Map<String, Content> files = new TreeMap<>();
    private final Map<String, Content> deleted = new TreeMap<>();
    private long capacity = Long.MAX_VALUE;
    private int operations;
    private int faultyFrom = Integer.MAX_VALUE;
    private int faultyUntil = Integer.MAX_VALUE;
    private Fault fault = Fault.REFUSED;
    private @Nullable Write last;

    /** The last operation, where it was a write: where, and what was there. */
    private record Write(Content content, int at, int length, byte[] before) {}

    /** Bytes in the cache and on the device. */
    private static final class Content {
        private byte[] cached = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();
    }

    /** From the n-th operation from now on, so many fail. */
    void fails(int n, int count, Fault how) {
        faultyFrom = operations + n;
        faultyUntil = faultyFrom + count;
        fault = how;
    }

    void works() {
        faultyFrom = Integer.MAX_VALUE;
        faultyUntil = Integer.MAX_VALUE;
    }

    /** Bytes of all files together, at most; a new file needs one, too. */
    void holds(long bytes) {
        capacity = bytes;
    }

    int operations() {
        return operations;
    }

    /** One bit of a file turns. */
    void damage(String name, int at) {
        Content content = content(name);
        content.cached[at] ^= 1;
        content.durable[at] ^= 1;
    }

    int length(String name) {
        return content(name).cached.length;
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalStateException(name + " is not there");
        }
        return content;
    }

    /** What the next process finds. */
    MemoryDisk after(Left left, Random random) {
        MemoryDisk next = new MemoryDisk();
        files.forEach((name, content) -> next.files.put(name, left(content, left, random)));
        if (left != Left.ALL) {
            deleted.forEach((name, content) -> {
                if (left == Left.NOTHING || random.nextBoolean()) {
                    next.files.putIfAbsent(name, left(content, Left.NOTHING, random));
                }
            });
        }
        return next;
    }

    /** Bytes of the last operation; 0 where it was no write. */
    int lastWritten() {
        return last == null ? 0 : last.length;
    }

    /**
     * What the next process finds where the power failed within the last write.
     *
     * @param kept bytes of it that are on the device
     * @param longer the file's length is as if all of it were there: what is not is zeros, or what was there before
     * @param others whether everything else is on the device, or only what was synced
     */
    MemoryDisk torn(int kept, boolean longer, boolean others) {
        Write write = last;
        if (write == null) {
            throw new IllegalStateException("the last operation was no write");
        }
        Left left = others ? Left.ALL : Left.NOTHING;
        MemoryDisk next = after(left, new Random(0));
        files.forEach((name, content) -> {
            if (content == write.content) {
                byte[] bytes = others ? write.before : content.durable;
                int end = write.at + (longer ? write.length : kept);
                byte[] torn = Arrays.copyOf(bytes, Math.max(bytes.length, end));
                System.arraycopy(content.cached, write.at, torn, write.at, kept);
                Content found = new Content();
                found.cached = torn;
                found.durable = torn.clone();
                next.files.put(name, found);
            }
        });
        return next;
    }

    private static Content left(Content content, Left left, Random random) {
        Content next = new Content();
        next.durable = switch (left) {
            case ALL -> content.cached.clone();
            case NOTHING -> content.durable.clone();
            case SOME -> some(content, random);
        };
        next.cached = next.durable.clone();
        return next;
    }

    private static byte[] some(Content content, Random random) {
        byte[] some =
                random.nextBoolean() ? Arrays.copyOf(content.durable, content.cached.length) : content.durable.clone();
        for (int at = 0; at < Math.min(some.length, content.cached.length); at += 16) {
            if (random.nextBoolean()) {
                int end = Math.min(at + 16, Math.min(some.length, content.cached.length));
                System.arraycopy(content.cached, at, some, at, end - at);
            }
        }
        return some;
    }

    /** The fault of this operation, if it has one; IOException or Crash where nothing of it is done. */
    private @Nullable Fault operation() throws IOException {
        boolean faulty = operations >= faultyFrom && operations < faultyUntil;
        operations++;
        if (faulty && fault == Fault.CRASH) {
            throw new Crash();
        }
        last = null;
        if (faulty && fault == Fault.REFUSED) {
            throw new IOException("refused");
        }
        return faulty ? fault : null;
    }

    private static void whole(@Nullable Fault now) throws IOException {
        if (now != null) {
            throw new IOException("half done");
        }
    }

    private long used() {
        return files.values().stream()
                .mapToLong(content -> content.cached.length + 1)
                .sum();
    }

    @Override
    public List<String> names() throws IOException {
        whole(operation());
        return List.copyOf(files.keySet());
    }

    @Override
    public File open(String name) throws IOException {
        whole(operation());
        return new Opened(content(name));
    }

    @Override
    public File create(String name) throws IOException {
        Fault now = operation();
        if (used() >= capacity) {
            throw new IOException("no space left on device");
        }
        Content content = new Content();
        files.put(name, content); // also where its name does not become durable
        whole(now);
        return new Opened(content);
    }

    @Override
    public void delete(String name) throws IOException {
        whole(operation());
        Content content = files.remove(name);
        if (content != null) {
            deleted.put(name, content);
        }
    }

    private final class Opened implements File {
        private final Content content;

        Opened(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.cached.length;
        }

        @Override
        public void read(ByteBuffer into, long at) throws IOException {
            whole(operation());
            int length = Math.min(into.remaining(), (int) Math.max(0, content.cached.length - at));
            if (length > 0) {
                into.put(content.cached, (int) at, length);
            }
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            Fault now = operation();
            int length = now == Fault.HALF_WRITTEN ? from.remaining() / 2 : from.remaining();
            long room = capacity - used();
            long grows = Math.max(0, at + length - content.cached.length);
            int written = Math.clamp(length - Math.max(0, grows - Math.max(0, room)), 0, length);
            last = new Write(content, (int) at, written, content.cached.clone());
            if (at + written > content.cached.length) {
                content.cached = Arrays.copyOf(content.cached, (int) at + written);
            }
            from.get(content.cached, (int) at, written);
            content.dirty.set((int) at, (int) at + written);
            if (written < length) {
                throw new IOException("no space left on device");
            }
            whole(now);
        }

        @Override
        public void truncate(long length) throws IOException {
            whole(operation());
            if (length < content.cached.length) {
                content.cached = Arrays.copyOf(content.cached, (int) length);
                content.dirty.clear((int) length, Integer.MAX_VALUE);
            }
        }

        @Override
        public void sync() throws IOException {
            try {
                whole(operation());
            } catch (IOException e) {
                content.dirty.clear();
                throw e;
            }
            byte[] durable = Arrays.copyOf(content.durable, content.cached.length);
            for (int at = content.dirty.nextSetBit(0); at >= 0; at = content.dirty.nextSetBit(at + 1)) {
                durable[at] = content.cached[at];
            }
            content.durable = durable;
            content.dirty.clear();
        }

        @Override
        public void close() {
            // nothing to give back
        }
    }
}
