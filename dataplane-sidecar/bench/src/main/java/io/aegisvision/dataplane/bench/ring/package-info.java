/** What threads may do to each other in a ring of frames, under the stress of every compiler and affinity that jcstress has. */
@NullMarked
package io.aegisvision.dataplane.bench.ring;

import org.jspecify.annotations.NullMarked;
