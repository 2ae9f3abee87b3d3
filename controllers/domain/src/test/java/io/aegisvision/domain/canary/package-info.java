/** Tests of the statistics and of the plan of a trial. */
@org.jspecify.annotations.NullMarked
package io.aegisvision.domain.canary;
