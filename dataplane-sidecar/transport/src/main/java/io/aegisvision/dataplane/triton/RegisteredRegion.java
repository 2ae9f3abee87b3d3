package io.aegisvision.dataplane.triton;

/**
 * A system shared-memory region as the server knows it.
 *
 * @param name the registered name
 * @param key the POSIX name, as given
 * @param offset into the file
 * @param bytes of the region
 */
public record RegisteredRegion(String name, String key, long offset, long bytes) {}
