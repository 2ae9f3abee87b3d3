/** One operator acts at a time; one that no longer leads ends. May not: know what is reconciled. */
@NullMarked
package io.aegisvision.operator.leader;

import org.jspecify.annotations.NullMarked;
