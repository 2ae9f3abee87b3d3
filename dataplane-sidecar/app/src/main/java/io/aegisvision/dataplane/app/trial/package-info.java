/** The shadow lane: labelled clips through two versions, and guard windows of live inference. */
@NullMarked
package io.aegisvision.dataplane.app.trial;

import org.jspecify.annotations.NullMarked;
