package io.aegisvision.dataplane.store;

import java.nio.file.Path;

/** Where files are kept. Any thread. */
public interface EvidenceStore extends AutoCloseable {
    /**
     * Stores a file, or over what is there under that key; blocks until it is stored or given up.
     *
     * @param key path of it in the store, with slashes
     * @param digest {@code sha256:<64 hex>} of its bytes
     * @return its address
     * @throws StoreException when it was given up
     * @throws InterruptedException when the thread was told to end
     */
    String put(String key, Path file, String mediaType, String digest) throws StoreException, InterruptedException;

    @Override
    void close();
}
