/** One model version as a stream uses it: a picture goes in, boxes come out; tensors stay in shared memory. */
@NullMarked
package io.aegisvision.dataplane.app.detect;

import org.jspecify.annotations.NullMarked;
