package io.aegisvision.domain.canary;

import io.aegisvision.domain.condition.ContentDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which streams run the candidate: streams are ranked by a hash of canary and stream, a step moves the first ones. So a
 * stream stays where it is from reconcile to reconcile, and raising the weight never moves one back.
 */
public final class ArmRanking {
    private ArmRanking() {}

    /**
     * Uids of the streams on the candidate: the first ceil(weight x n), never more than half of all (rounded down), so
     * none of a single stream.
     *
     * @param canaryUid uid of the Canary
     * @param streamUids uids of all streams that use the model and run
     * @param weightPercent 0..50
     */
    public static Set<String> onCandidate(String canaryUid, Collection<String> streamUids, int weightPercent) {
        if (weightPercent < 0 || weightPercent > Trial.MAX_WEIGHT_PERCENT) {
            throw new IllegalArgumentException("weight " + weightPercent + " is outside 0..50");
        }
        TreeSet<String> unique = new TreeSet<>(streamUids);
        int wanted = Math.ceilDiv(weightPercent * unique.size(), 100);
        int moved = Math.min(wanted, unique.size() / 2);
        Comparator<String> byRank = Comparator.comparing(uid -> ContentDigest.ofText(canaryUid + "/" + uid));
        return unique.stream()
                .sorted(byRank.thenComparing(Comparator.naturalOrder()))
                .limit(moved)
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }
}
