/** What reconcilers are given. May not: decide anything. */
@NullMarked
package io.aegisvision.operator.wiring;

import org.jspecify.annotations.NullMarked;
