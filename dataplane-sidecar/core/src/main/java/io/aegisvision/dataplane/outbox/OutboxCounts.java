package io.aegisvision.dataplane.outbox;

/**
 * How an outbox stands.
 *
 * @param appended events made durable since it was opened
 * @param acknowledged records acknowledged since it was opened
 * @param pending records durable and not yet acknowledged
 * @param oldestPendingAtMillis wall clock at which the oldest pending record was appended; 0 if none
 * @param dropped events lost to overflow, a failing disk or damage since it was opened
 * @param corrupt bytes that were no sound record when it was opened: a torn tail was cut off, damage passed over
 * @param bytes on disk
 */
public record OutboxCounts(
        long appended,
        long acknowledged,
        long pending,
        long oldestPendingAtMillis,
        long dropped,
        long corrupt,
        long bytes) {}
