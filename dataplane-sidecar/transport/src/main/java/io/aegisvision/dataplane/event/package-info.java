/** The CloudEvents 1.0 form of what rules decide. */
@NullMarked
package io.aegisvision.dataplane.event;

import org.jspecify.annotations.NullMarked;
