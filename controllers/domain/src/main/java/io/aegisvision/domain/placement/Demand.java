package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A cell that is to run, and what it needs.
 *
 * @param id its own, for example {@code plant-7/yard-0}; ties are broken by it
 * @param pool the pool that it is for
 * @param tenant whose it is
 * @param priority higher goes first
 * @param since when it was first wanted: of equal priority the older goes first
 * @param need what a slice must offer
 * @param affinity where it may be
 */
public record Demand(String id, String pool, String tenant, int priority, Instant since, Need need, Affinity affinity) {

    /**
     * What a slice must offer.
     *
     * @param profile the one that is asked for by name, as anybody writes it; empty: the smallest that is enough
     * @param memory parts that are in memory at the same time: each loaded version of each model, room for a candidate,
     *     contexts and workspaces of the server, decode surfaces of the streams
     * @param framesPerSecond inferences a second, of all streams together; 0 where throughput does not matter
     * @param multiprocessorMillis time of one multiprocessor for one inference, in milliseconds, as declared; empty: nobody
     *     declared it
     * @param measured what was measured on a slice; goes before what is declared
     * @param decoders hardware decoders, 0 where the CPU decodes
     */
    public record Need(
            Optional<String> profile,
            List<MemoryPart> memory,
            double framesPerSecond,
            OptionalDouble multiprocessorMillis,
            List<MeasuredCost> measured,
            int decoders) {
        /** Share of a slice's multiprocessors that declared costs may fill; what was measured needs no such reserve. */
        private static final double DECLARED_UTILISATION = 0.8;

        public Need {
            memory = List.copyOf(memory);
            measured = List.copyOf(measured);
        }

        /** Sum of the parts, in MiB. */
        public long memoryMebibytes() {
            return memory.stream().mapToLong(MemoryPart::mebibytes).sum();
        }

        /**
         * What a slice does by the declared cost, in frames a second: its multiprocessors, of whose time a fifth is left
         * free, over the cost. Empty where none is declared.
         */
        public OptionalDouble declaredRate(Profile profile) {
            return multiprocessorMillis.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(profile.multiprocessors()
                            * DECLARED_UTILISATION
                            * 1000
                            / multiprocessorMillis.getAsDouble());
        }

        /** Whatever fits the named profile. */
        public static Need of(String profile) {
            return new Need(Optional.of(profile), List.of(), 0, OptionalDouble.empty(), List.of(), 0);
        }
    }

    /**
     * What takes memory.
     *
     * @param what for messages: {@code street v1}, {@code candidate of street}, {@code server}, {@code 8 streams decoded}
     */
    public record MemoryPart(String what, long mebibytes) {}

    /**
     * A measured cost of all models of the cell together.
     *
     * @param product the label of GPU feature discovery
     * @param profile as anybody writes it
     * @param framesPerSecond most inferences a second on this slice
     */
    public record MeasuredCost(String product, String profile, double framesPerSecond) {}

    /**
     * Where a cell may be.
     *
     * @param products labels of GPU feature discovery; empty: any
     * @param nodes names; empty: any
     */
    public record Affinity(Set<String> products, Set<String> nodes) {
        /** Anywhere. */
        public static final Affinity ANYWHERE = new Affinity(Set.of(), Set.of());

        public Affinity {
            products = Set.copyOf(products);
            nodes = Set.copyOf(nodes);
        }
    }
}
