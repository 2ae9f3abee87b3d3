package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.MigPlacement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to be where. Each demand is in {@code placements} or in {@code unplaced}, once. All lists are sorted, so that
 * equal snapshots give equal plans.
 *
 * @param placements by demand
 * @param layouts by node and GPU; nothing runs on these GPUs
 * @param moves to be run through a Gate only; nothing else in the plan counts on them
 * @param unplaced in order of admission
 * @param reservations what is kept free, by pool: for the first demand of each that waits for others to end
 * @param findings what is wrong with the snapshot, or worth knowing
 * @param usage by pool and product
 */
public record PlacementPlan(
        List<Placement> placements,
        List<LayoutChange> layouts,
        List<Move> moves,
        List<Unplaced> unplaced,
        List<Reservation> reservations,
        List<Finding> findings,
        List<Usage> usage) {

    /** How a placement comes about. */
    public enum Origin {
        /** The cell is there already. */
        Kept,
        /** On an instance that exists. */
        Existing,
        /** On an instance of a layout change of this plan. */
        Repartitioned,
        /** On an instance that its claim makes. */
        Claimed
    }

    /**
     * A cell's place.
     *
     * @param gpu the GPU, where it is known or can be chosen
     * @param profile as the GPU's driver names it
     * @param start first memory slice, where it is known or can be chosen
     */
    public record Placement(
            String demand, String node, Optional<String> gpu, String profile, OptionalInt start, Origin origin) {}

    /**
     * A new layout for a GPU on which nothing runs. All instances of its node that have one of {@code before}'s profiles and
     * are free must be held back until it is done, since the kubelet chooses among them.
     *
     * @param before number of instances by profile
     * @param after number of instances by profile, for MIG Manager
     * @param expected where MIG Manager will put them, as far as its rule is known; what is there is to be reported
     */
    public record LayoutChange(
            String node,
            String gpu,
            Map<String, Integer> before,
            Map<String, Integer> after,
            List<MigPlacement> expected) {}

    /** Why a cell should move. */
    public enum MoveReason {
        /** Its GPU is unhealthy. */
        Unhealthy,
        /** It needs more than its slice has. */
        Outgrown,
        /** It frees a place for a demand that waits. */
        MakesRoom,
        /** It empties a GPU. */
        EmptiesGpu
    }

    /**
     * A cell that should move.
     *
     * @param reason why
     * @param message for people, with numbers
     */
    public record Move(String demand, String fromNode, Placement to, MoveReason reason, String message) {}

    /** What stands in the way of a demand. */
    public enum Blocking {
        /** The demand itself makes no sense. */
        BadDemand,
        /** The pool that it names does not exist. */
        NoPool,
        /** The pool is dedicated to other tenants. */
        Dedicated,
        /** Its tenant has used up its quota of slices. */
        Quota,
        /** No node, product or GPU of the pool is one that it may be on. */
        NoGpu,
        /** No profile of any product offers what it needs. */
        TooLarge,
        /** Sums of slices would do, and no free interval is one at which the profile may start. */
        Fragmented,
        /** It would fit when a GPU could be re-partitioned, which the pool's policy does not do, or no GPU is idle. */
        Layout,
        /** There is too little free. */
        Full,
        /** What is free is kept for a demand that goes before it. */
        Reserved
    }

    /**
     * A demand without a place.
     *
     * @param message for people, with numbers, at most about 120 characters
     */
    public record Unplaced(String demand, Blocking blocking, String message) {}

    /**
     * Slices that are kept free, so that a large demand is not starved by small ones.
     *
     * @param slices memory slices of the GPU as bits, those in use among them
     */
    public record Reservation(String demand, String node, String gpu, String profile, int slices) {}

    /** What is wrong with a snapshot, or worth knowing. */
    public enum FindingKind {
        /** Geometry that was discovered differs from the table; the discovered one is used. */
        GeometryDisagrees,
        /** No geometry is known; nothing is placed on the GPU. */
        UnknownProduct,
        /** Instances overlap, exceed a counter, or are of no known profile; nothing new is placed on the GPU. */
        IllegalLayout,
        /** More is held than there is. */
        Overcommitted,
        /** A GPU is unhealthy while cells are on it. */
        UnhealthyInUse,
        /** Two pools select one node; nothing new is placed on it. */
        Contested,
        /** A name is there twice, or an instance is held by a cell that holds another. */
        Duplicate,
        /** A cell needs more than the slice that it holds. */
        Outgrown,
        /** A cell is where it may not be; it is not touched. */
        Misplaced,
        /** Throughput could not be judged, since nothing was measured or declared. */
        ThroughputUnknown
    }

    /**
     * A finding.
     *
     * @param subject what it is about: {@code node}, {@code node/gpu}, or a demand
     */
    public record Finding(FindingKind kind, String subject, String message) {}

    /**
     * The figures of a pool on one product, the plan's new placements included.
     *
     * @param gpus that there are
     * @param used with at least one instance that is held
     * @param lowerBound least number of empty GPUs that hold what is placed, with the profiles chosen
     * @param exact whether fewer GPUs than {@code lowerBound} and no more were proven to do; else it is a bound only
     * @param free instances that exist and nobody holds, by profile
     * @param bound instances that are held, by profile
     * @param fragmentationPercent of the free memory slices, the share that a demand drawn from what is placed and waits
     *     cannot use where it is, 0 to 100
     */
    public record Usage(
            String pool,
            String product,
            int gpus,
            int used,
            int lowerBound,
            boolean exact,
            Map<String, Integer> free,
            Map<String, Integer> bound,
            int fragmentationPercent) {}
}
