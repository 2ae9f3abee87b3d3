package io.aegisvision.dataplane.rules;

/**
 * How the occupancy of a zone came about: {@code entered + bornInside - exited - endedInside == now}, always.
 *
 * @param now distinct confirmed tracks inside
 * @param entered tracks that came in, or were seen again inside
 * @param bornInside tracks first seen inside
 * @param exited tracks that went out
 * @param endedInside tracks that ended, or were no longer seen, inside
 */
public record OccupancyCounts(int now, long entered, long bornInside, long exited, long endedInside) {}
