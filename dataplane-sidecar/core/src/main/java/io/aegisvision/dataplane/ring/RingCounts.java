package io.aegisvision.dataplane.ring;

/**
 * What happened in a ring since it was made, and how its slots stand. The five numbers of slots are those of one moment
 * only while nobody works with the ring; each slot is counted once in any case.
 *
 * @param published frames written
 * @param full frames dropped because no slot was free
 * @param stale pins refused because the slot holds another frame by now
 * @param quarantines slots ever quarantined
 * @param free slots free now
 * @param writing slots being written now
 * @param unread slots published now that nobody has pinned
 * @param pinned slots pinned now
 * @param quarantined slots quarantined now
 */
public record RingCounts(
        long published,
        long full,
        long stale,
        long quarantines,
        int free,
        int writing,
        int unread,
        int pinned,
        int quarantined) {}
