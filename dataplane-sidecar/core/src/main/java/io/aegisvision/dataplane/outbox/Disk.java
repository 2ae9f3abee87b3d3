package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The folder of an outbox: no more of it than is used, so that a test can let each operation fail. */
interface Disk {
    /** Names of the files, in any order. */
    List<String> names() throws IOException;

    /** Opens a file that is there. */
    File open(String name) throws IOException;

    /** Makes a file, empty also where one of this name was left over; its name is durable when this returns. */
    File create(String name) throws IOException;

    /** Removes a file, if it is there; after a crash it may be back. */
    void delete(String name) throws IOException;

    /** One file. Not safe for threads. */
    interface File extends AutoCloseable {
        long size() throws IOException;

        /** Reads until the buffer or the file is at its end. */
        void read(ByteBuffer into, long at) throws IOException;

        /** Writes all of the buffer; where it fails, any part of it may be written. */
        void write(ByteBuffer from, long at) throws IOException;

        void truncate(long length) throws IOException;

        /** Content and length are on the device when it returns. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
