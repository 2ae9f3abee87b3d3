/**
 * Measures trackers: grades them by HOTA, CLEAR and Identity, and times ours against others' in processes of their own.
 * Grading depends on no tracker.
 */
@NullMarked
package io.aegisvision.dataplane.bench.tracking;

import org.jspecify.annotations.NullMarked;
