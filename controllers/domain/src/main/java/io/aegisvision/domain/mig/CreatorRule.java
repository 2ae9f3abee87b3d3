package io.aegisvision.domain.mig;

import io.aegisvision.domain.mig.Shape.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where MIG Manager puts instances, which takes counts by profile and names no starts. Its program (NVIDIA/mig-parted,
 * {@code SetMigConfig}) creates them one after the other, larger profiles first, and where that fails tries the other
 * orders until one succeeds. The start of each the driver chooses: as the listings of NVIDIA's user guide show, the
 * highest that is free. That last rule is documented nowhere, so what came of it is to be reported by whoever sees it.
 */
public final class CreatorRule {
    private final Shape shape;
    private final List<MigPlacement> made = new ArrayList<>();

    private CreatorRule(Shape shape) {
        this.shape = shape;
    }

    /**
     * The instances that come of counts on an empty GPU.
     *
     * @param counts wanted number by profile
     * @return by start; empty where no order succeeds
     */
    public static Optional<List<MigPlacement>> create(Shape shape, int[] counts) {
        CreatorRule rule = new CreatorRule(shape);
        return rule.next(State.EMPTY, counts.clone())
                ? Optional.of(rule.made.stream()
                        .sorted(java.util.Comparator.comparingInt(MigPlacement::start))
                        .toList())
                : Optional.empty();
    }

    private boolean next(State state, int[] left) {
        boolean done = true;
        for (int p = shape.profiles() - 1; p >= 0; p--) {
            if (left[p] == 0) {
                continue;
            }
            done = false;
            int start = highest(state, p);
            if (start >= 0) {
                left[p]--;
                made.add(new MigPlacement(shape.profile(p), start));
                if (next(shape.with(state, p, start), left)) {
                    return true;
                }
                made.removeLast();
                left[p]++;
            }
        }
        return done;
    }

    private int highest(State state, int p) {
        int[] starts = shape.starts(p);
        for (int i = starts.length - 1; i >= 0; i--) {
            if (shape.legal(state, p, starts[i])) {
                return starts[i];
            }
        }
        return -1;
    }
}
