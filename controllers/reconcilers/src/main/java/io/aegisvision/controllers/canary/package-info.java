/**
 * Reconciles Canaries: reads what the cells measured, keeps the evidence in the status, opens gates.
 *
 * <p>May: ask cells for units and windows, write the Canary's status, its Gates, and rejections into the ledger. May not:
 * decide, or promote.
 */
@NullMarked
package io.aegisvision.controllers.canary;

import org.jspecify.annotations.NullMarked;
