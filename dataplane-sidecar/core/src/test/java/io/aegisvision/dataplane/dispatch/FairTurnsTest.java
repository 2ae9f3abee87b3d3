package io.aegisvision.dataplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Who is next, by hand; and what any mix of streams gets of any engine that is asked for twice what it can do. */
class FairTurnsTest {
    private static final int WINDOWS = 4;
    private final FairTurns<String> turns = new FairTurns<>(16);

    @Example
    void oneStreamAloneHasTwoFramesAtTheEngine() {
        FairTurns.Lane<String> only = turns.join("only");
        turns.waits(only);
        assertThat(turns.next()).isSameAs(only);
        turns.waits(only);
        assertThat(turns.next()).isSameAs(only);
        turns.waits(only);
        assertThat(turns.next()).isNull();
        turns.ended(only);
        assertThat(turns.next()).isSameAs(only);
    }

    @Example
    void whoHadLessIsNext() {
        FairTurns.Lane<String> often = turns.join("often");
        FairTurns.Lane<String> seldom = turns.join("seldom");
        for (int i = 0; i < 2; i++) {
            turns.waits(often);
            assertThat(turns.next()).isSameAs(often);
        }
        turns.waits(often);
        turns.waits(seldom);
        assertThat(turns.next()).as("two are enough for two streams").isNull();
        turns.ended(often);
        assertThat(turns.next()).isSameAs(seldom);
    }

    @Example
    void aStreamThatWasSilentHasNoClaimOnThePast() {
        FairTurns.Lane<String> steady = turns.join("steady");
        FairTurns.Lane<String> silent = turns.join("silent");
        for (int i = 0; i < 1000; i++) {
            turns.waits(steady);
            assertThat(turns.next()).isSameAs(steady);
            turns.ended(steady);
        }
        int first = 0;
        for (int i = 0; i < 10; i++) {
            turns.waits(steady);
            turns.waits(silent);
            FairTurns.Lane<String> next = Objects.requireNonNull(turns.next());
            first += next == silent ? 1 : 0;
            turns.ended(next);
        }
        assertThat(first).isBetween(5, 6);
    }

    @Example
    void framesOfAStreamThatLeftStillCountUntilTheyEnd() {
        FairTurns<String> narrow = new FairTurns<>(2);
        FairTurns.Lane<String> gone = narrow.join("gone");
        FairTurns.Lane<String> stays = narrow.join("stays");
        for (int i = 0; i < 2; i++) {
            narrow.waits(gone);
            assertThat(narrow.next()).isSameAs(gone);
        }
        narrow.waits(gone);
        narrow.leave(gone);
        narrow.waits(stays);
        assertThat(narrow.next()).isNull();
        narrow.ended(gone);
        assertThat(narrow.next()).isSameAs(stays);
        assertThat(narrow.next()).isNull();
    }

    /** Twice of what the engine can do, all streams alike. */
    @Property(tries = 12)
    void alikeStreamsGetAlike(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 32) int count, @ForAll @IntRange(max = 3) int size) {
        PlayedLoad.Engine engine = engine(new Random(seed), 1 << size);
        double saturation = saturation(seed, engine, count);
        PlayedLoad load = new PlayedLoad(seed, engine, WINDOWS);
        for (int i = 0; i < count; i++) {
            load.add(2 * saturation / count);
        }
        load.run();
        assertFair(load);
        assertThat(load.perSecond()).as("overload costs no work").isGreaterThan(0.95 * saturation);
        assertThat(load.p95())
                .as("p95 of ages in microseconds, two rounds of %d streams at %f a second", count, saturation)
                .isLessThan((long) (2 * count / saturation * PlayedLoad.SECOND));
    }

    /** Twice of what the engine can do, of streams that ask for little and for much. */
    @Property(tries = 12)
    void unlikeStreamsGetTheirShare(@ForAll long seed, @ForAll @IntRange(min = 2, max = 24) int count) {
        Random random = new Random(seed);
        PlayedLoad.Engine engine = engine(random, 1 << random.nextInt(4));
        double saturation = saturation(seed, engine, count);
        double[] weights = random.doubles(count, 0.2, 3).toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        PlayedLoad load = new PlayedLoad(seed, engine, WINDOWS);
        for (double weight : weights) {
            load.add(2 * saturation * weight / sum);
        }
        assertFair(load.run());
    }

    private static PlayedLoad.Engine engine(Random random, int largest) {
        return new PlayedLoad.Engine(
                largest, random.nextInt(8_000), 1_000 + random.nextInt(15_000), random.nextInt(1_000));
    }

    /** Frames a second when every stream always has one that waits. */
    private static double saturation(long seed, PlayedLoad.Engine engine, int count) {
        PlayedLoad load = new PlayedLoad(seed, engine, 1);
        for (int i = 0; i < count; i++) {
            load.add(1000);
        }
        return load.run().perSecond();
    }

    private static void assertFair(PlayedLoad load) {
        for (PlayedLoad.Stream stream : load.streams) {
            assertThat(stream.decoded)
                    .isEqualTo(
                            stream.processed + stream.superseded + stream.lane.sent() + (stream.waiting < 0 ? 0 : 1));
        }
        for (int window = 1; window < WINDOWS; window++) {
            double[] shares = load.fairShares(window);
            for (int i = 0; i < shares.length; i++) {
                assertThat((double) load.streams.get(i).answered[window])
                        .as("stream %d of %d in window %d", i, shares.length, window)
                        .isGreaterThanOrEqualTo(0.8 * shares[i] - 1);
            }
        }
    }
}
