/** A whole promotion over the reconcilers of Model, Canary, Gate and Approval, in memory. */
@org.jspecify.annotations.NullMarked
package io.aegisvision.controllers.promotion;
