package io.aegisvision.dataplane.bench.ring;

import io.aegisvision.dataplane.ring.SlotClaims;
import io.aegisvision.dataplane.ring.SlotState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * The claims on a ring's slots between threads: publication, pinning, quarantine. What is not listed as acceptable is a
 * failure. A frame is a plain field here, as the memory of a slot is plain memory.
 */
public final class SlotStress {
    /** Not read. */
    private static final int NOTHING = -1;

    private SlotStress() {}

    /** Two writers of a ring with one slot: one of them owns it. */
    @JCStressTest
    @Outcome(
            id = {"0, -1", "-1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one owner")
    @State
    public static class OneOwner {
        private final SlotClaims claims = new SlotClaims(1);

        /** A writer. */
        @Actor
        public void first(II_Result seen) {
            seen.r1 = claims.acquire();
        }

        /** Another. */
        @Actor
        public void second(II_Result seen) {
            seen.r2 = claims.acquire();
        }
    }

    /** What was written before publishing is there for whoever could pin. */
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "7", expect = Expect.ACCEPTABLE, desc = "the frame")
    @State
    public static class Publication {
        private final SlotClaims claims = new SlotClaims(1);
        private int frame;

        /** The writer. */
        @Actor
        public void writer() {
            int slot = claims.acquire();
            frame = 7;
            claims.publish(slot);
        }

        /** A reader that guessed the first generation. */
        @Actor
        public void reader(I_Result seen) {
            seen.r1 = claims.pin(0, 1) ? frame : NOTHING;
        }
    }

    /** A frame that is pinned stays as it is, though the writer would like its slot for the next. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "given back before it could be pinned")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the frame, and again the frame")
    @State
    public static class PinnedIsNotRewritten {
        private final SlotClaims claims = new SlotClaims(1);
        private final long generation;
        private int frame;

        /** One frame is published. */
        public PinnedIsNotRewritten() {
            int slot = claims.acquire();
            frame = 1;
            generation = claims.publish(slot);
        }

        /** Looks twice. */
        @Actor
        public void reader(II_Result seen) {
            if (claims.pin(0, generation)) {
                seen.r1 = frame;
                Thread.onSpinWait();
                seen.r2 = frame;
                claims.unpin(0);
            } else {
                seen.r1 = NOTHING;
                seen.r2 = NOTHING;
            }
        }

        /** Writes the next frame if it gets the slot. */
        @Actor
        public void writer() {
            if (claims.tryRelease(0) && claims.acquire() == 0) {
                frame = 2;
                claims.publish(0);
            }
        }
    }

    /** A locator of the frame before never gives the frame after, whether they share a slot or not. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "refused")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the old frame, and the new one comes after the reader")
    @State
    public static class OldLocator {
        private final SlotClaims claims = new SlotClaims(1);
        private final long old;
        private long frame;

        /** One frame is published. */
        public OldLocator() {
            frame = 1;
            old = claims.publish(claims.acquire());
        }

        /** Reads by the old locator. */
        @Actor
        public void reader(JJ_Result seen) {
            if (claims.pin(0, old)) {
                seen.r1 = frame;
                claims.unpin(0);
            }
        }

        /** Gets the slot sooner or later. */
        @Actor
        public void writer(JJ_Result seen) {
            while (!claims.tryRelease(0)) {
                Thread.onSpinWait();
            }
            frame = 2;
            seen.r2 = claims.publish(claims.acquire());
        }
    }

    /** Once in quarantine nobody pins; a reader from before keeps the slot until it lets go. */
    @JCStressTest
    @Outcome(id = "true, true, 0", expect = Expect.ACCEPTABLE, desc = "pinned before: free with the reader")
    @Outcome(id = "false, true, 0", expect = Expect.ACCEPTABLE, desc = "refused: free with the answer")
    @State
    public static class QuarantineAgainstPin {
        private final SlotClaims claims = new SlotClaims(1);
        private final long generation;

        /** Pinned for the server. */
        public QuarantineAgainstPin() {
            generation = claims.publish(claims.acquire());
            claims.pin(0, generation);
        }

        /** The request's time is over. */
        @Actor
        public void timer() {
            claims.quarantine(0);
        }

        /** Wants to read. */
        @Actor
        public void reader(ZZI_Result seen) {
            seen.r1 = claims.pin(0, generation);
        }

        /** Taken until the answer is there and the reader has gone, free then. */
        @Arbiter
        public void after(ZZI_Result seen) {
            boolean held = claims.acquire() < 0 && claims.endQuarantine(0);
            if (seen.r1) {
                held &= claims.acquire() < 0;
                claims.unpin(0);
            }
            seen.r2 = held;
            seen.r3 = claims.acquire();
        }
    }

    /** The answer and the last reader's leave cross: the slot is free once, not lost. */
    @JCStressTest
    @Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "free, once")
    @State
    public static class AnswerAgainstUnpin {
        private final SlotClaims claims = new SlotClaims(1);

        /** In quarantine with one reader. */
        public AnswerAgainstUnpin() {
            long generation = claims.publish(claims.acquire());
            claims.pin(0, generation);
            claims.pin(0, generation);
            claims.quarantine(0);
        }

        /** The server ends the call. */
        @Actor
        public void answer() {
            claims.endQuarantine(0);
        }

        /** The reader goes. */
        @Actor
        public void reader() {
            claims.unpin(0);
        }

        /** Tries it twice. */
        @Arbiter
        public void after(II_Result seen) {
            seen.r1 = claims.acquire();
            seen.r2 = claims.acquire();
        }
    }

    /** Two readers leave at once: the frame is as it was after its publication. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "published")
    @State
    public static class TwoUnpins {
        private final SlotClaims claims = new SlotClaims(1);

        /** Pinned twice. */
        public TwoUnpins() {
            long generation = claims.publish(claims.acquire());
            claims.pin(0, generation);
            claims.pin(0, generation);
        }

        /** A reader goes. */
        @Actor
        public void first() {
            claims.unpin(0);
        }

        /** The other goes. */
        @Actor
        public void second() {
            claims.unpin(0);
        }

        /** {@link SlotState#PUBLISHED}'s place, or -1 where it cannot be released. */
        @Arbiter
        public void after(I_Result seen) {
            int state = claims.state(0).ordinal();
            seen.r1 = claims.tryRelease(0) ? state : NOTHING;
        }
    }
}
