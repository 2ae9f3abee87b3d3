/**
 * A seeded, synthetic street in front of the example's cameras: draws frames, writes their ground truth, derives the
 * events a correct platform must report, and encodes video.
 *
 * <p>Everything is a function of the seed: this package must not read a clock, use a random source other than
 * {@link io.aegisvision.examples.street.SeededRandom}, or depend on any other module (it is the independent truth that
 * the product is checked against).
 */
@NullMarked
package io.aegisvision.examples.street;

import org.jspecify.annotations.NullMarked;
