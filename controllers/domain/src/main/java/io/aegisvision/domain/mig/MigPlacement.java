package io.aegisvision.domain.mig;

/**
 * An instance at its place: the interval {@code [start, start + profile.size())} of the GPU's row of memory slices.
 *
 * @param start first memory slice, 0 or more
 */
public record MigPlacement(Profile profile, int start) {
    /** The memory slices, as a bit each; bit 0 is slice 0. */
    public int mask() {
        return ((1 << profile.size()) - 1) << start;
    }

    /** {@code 3g.40gb@4}. */
    @Override
    public String toString() {
        return profile.name() + "@" + start;
    }
}
