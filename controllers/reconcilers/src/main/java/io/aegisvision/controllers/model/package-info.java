/**
 * Reconciles Models: which version serves, what each version name means, and which trial is opened.
 *
 * <p>May: observe caches, apply plans of {@code io.aegisvision.domain.model}, write the Model's status and its ledger.
 * May not: decide.
 */
@NullMarked
package io.aegisvision.controllers.model;

import org.jspecify.annotations.NullMarked;
