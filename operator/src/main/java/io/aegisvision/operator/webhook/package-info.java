/** The admission endpoint. May: carry requests to the decision in {@code webhooks}. May not: decide. */
@NullMarked
package io.aegisvision.operator.webhook;

import org.jspecify.annotations.NullMarked;
