package io.aegisvision.dataplane.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Any order of acts on a ring of any size, against a plain account of who holds what: nobody is given a slot that
 * somebody else has, and every slot comes back exactly when the last who has it lets go. What threads do to each other
 * is the stress tests' part.
 */
class SlotClaimsTest {
    /** What is known of a taken slot. */
    private static final class Taken {
        boolean published;
        long generation;
        int readers;
        /** The server's request on it ran out of time. */
        boolean overdue;
        /** And ended since. */
        boolean ended;

        boolean mayBePinned() {
            return published && !overdue;
        }

        boolean mayBeReleased() {
            return published && !overdue && readers == 0;
        }
    }

    @Property(tries = 300)
    void everySlotHasTheOwnersItsActsGaveIt(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int slots) {
        Random random = new Random(seed);
        SlotClaims claims = new SlotClaims(slots);
        Map<Integer, Taken> taken = new HashMap<>();
        Set<Long> generations = new HashSet<>();
        List<long[]> locators = new ArrayList<>();
        long[] refused = new long[2];
        for (int act = 0; act < 200; act++) {
            if (random.nextInt(3) == 0) {
                acquire(claims, taken, slots, refused);
            } else if (random.nextInt(3) == 0 && !locators.isEmpty()) {
                long[] locator = locators.get(random.nextInt(locators.size()));
                pin(claims, taken, (int) locator[0], locator[1], refused);
            } else if (!taken.isEmpty()) {
                List<Integer> those = List.copyOf(taken.keySet());
                int slot = those.get(random.nextInt(those.size()));
                further(claims, taken, slot, random, generations, locators);
            }
            assertAccount(claims, taken, slots, refused, generations.size());
        }
    }

    private static void acquire(SlotClaims claims, Map<Integer, Taken> taken, int slots, long[] refused) {
        int slot = claims.acquire();
        if (slot < 0) {
            assertThat(taken).as("full only when every slot is taken").hasSize(slots);
            refused[0]++;
        } else {
            assertThat(taken).as("nobody has it").doesNotContainKey(slot);
            taken.put(slot, new Taken());
        }
    }

    private static void pin(SlotClaims claims, Map<Integer, Taken> taken, int slot, long generation, long[] refused) {
        Taken now = taken.get(slot);
        boolean holds = now != null && now.mayBePinned() && now.generation == generation;
        assertThat(claims.pin(slot, generation)).isEqualTo(holds);
        if (now != null && holds) {
            now.readers++;
        } else {
            refused[1]++;
        }
    }

    private static void further(
            SlotClaims claims,
            Map<Integer, Taken> taken,
            int slot,
            Random random,
            Set<Long> generations,
            List<long[]> locators) {
        Taken now = Objects.requireNonNull(taken.get(slot));
        switch (random.nextInt(5)) {
            case 0 -> {
                if (now.published) {
                    assertThatThrownBy(() -> claims.publish(slot)).isInstanceOf(IllegalStateException.class);
                } else {
                    now.published = true;
                    now.generation = claims.publish(slot);
                    assertThat(generations.add(now.generation))
                            .as("never repeated")
                            .isTrue();
                    locators.add(new long[] {slot, now.generation});
                }
            }
            case 1 -> {
                if (now.readers > 0) {
                    claims.unpin(slot);
                    now.readers--;
                    freeWhenLeft(taken, slot, now);
                } else {
                    assertThatThrownBy(() -> claims.unpin(slot)).isInstanceOf(IllegalStateException.class);
                }
            }
            case 2 -> {
                assertThat(claims.tryRelease(slot)).isEqualTo(now.mayBeReleased());
                if (now.mayBeReleased()) {
                    taken.remove(slot);
                }
            }
            case 3 -> {
                if (now.readers > 0 && !now.overdue) {
                    claims.quarantine(slot);
                    now.readers--;
                    now.overdue = true;
                } else {
                    assertThatThrownBy(() -> claims.quarantine(slot)).isInstanceOf(IllegalStateException.class);
                }
            }
            default -> {
                assertThat(claims.endQuarantine(slot)).isEqualTo(now.overdue && !now.ended);
                now.ended = now.overdue;
                freeWhenLeft(taken, slot, now);
            }
        }
    }

    private static void freeWhenLeft(Map<Integer, Taken> taken, int slot, Taken now) {
        if (now.ended && now.readers == 0) {
            taken.remove(slot);
        }
    }

    private static void assertAccount(
            SlotClaims claims, Map<Integer, Taken> taken, int slots, long[] refused, int published) {
        RingCounts counts = claims.counts();
        assertThat(counts.free()).isEqualTo(slots - taken.size());
        assertThat(counts.free() + counts.writing() + counts.unread() + counts.pinned() + counts.quarantined())
                .isEqualTo(slots);
        assertThat(counts.quarantined()).isEqualTo((int) taken.values().stream()
                .filter(slot -> slot.overdue && !slot.ended)
                .count());
        assertThat(counts.full()).isEqualTo(refused[0]);
        assertThat(counts.stale()).isEqualTo(refused[1]);
        assertThat(counts.published()).isEqualTo(published);
        taken.forEach((slot, now) -> assertThat(claims.generation(slot)).isEqualTo(now.published ? now.generation : 0));
    }
}
