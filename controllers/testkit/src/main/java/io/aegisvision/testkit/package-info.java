/**
 * What integration tests share: a real API server with the project's definitions and policies. May not: be used by
 * production code.
 */
@NullMarked
package io.aegisvision.testkit;

import org.jspecify.annotations.NullMarked;
