/** Tests of the reconciler of Models. */
@org.jspecify.annotations.NullMarked
package io.aegisvision.controllers.model;
