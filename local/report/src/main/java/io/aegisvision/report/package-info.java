/** The one writer of the reports that a script can read: checks of the demo, figures of benches and experiments. */
@NullMarked
package io.aegisvision.report;

import org.jspecify.annotations.NullMarked;
