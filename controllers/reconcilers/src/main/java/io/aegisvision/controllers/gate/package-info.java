/**
 * Reconciles Gates and Approvals: which decisions count, and where a gate stands.
 *
 * <p>May: write the statuses of both, and own an Approval by its Gate. May not: decide, or execute the action.
 */
@NullMarked
package io.aegisvision.controllers.gate;

import org.jspecify.annotations.NullMarked;
