/**
 * The story of the README, told to a real cluster and checked. The checks read the broker, the truth beside the videos,
 * the API server's audit log, the inference server's counters and the cameras' logs; the product's own status is only
 * waited for, never taken as proof.
 */
@NullMarked
package io.aegisvision.story;

import org.jspecify.annotations.NullMarked;
