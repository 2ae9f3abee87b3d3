package io.aegisvision.dataplane.rules;

/**
 * Crossings of a line since its rule was compiled, whatever direction its events are for.
 *
 * @param leftToRight seen along the order of the line's points
 * @param rightToLeft the other way
 * @param refused crossings that looked like a track handed from one object to another
 */
public record CrossingCounts(long leftToRight, long rightToLeft, long refused) {}
