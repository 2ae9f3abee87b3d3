/** Which stream's frame goes to the inference engine next. Pure decisions: no clock, no thread, no allocation per frame. */
@NullMarked
package io.aegisvision.dataplane.dispatch;

import org.jspecify.annotations.NullMarked;
