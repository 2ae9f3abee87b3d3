/** Tests of the admission of Models and of the policies. */
@org.jspecify.annotations.NullMarked
package io.aegisvision.webhooks.model;
