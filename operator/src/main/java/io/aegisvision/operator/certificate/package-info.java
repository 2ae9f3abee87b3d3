/**
 * The webhook's certificate: made, rotated, shared by replicas in a Secret, and told to the API server. May not: know what
 * the webhook decides.
 */
@NullMarked
package io.aegisvision.operator.certificate;

import org.jspecify.annotations.NullMarked;
