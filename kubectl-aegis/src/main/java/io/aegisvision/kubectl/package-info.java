/**
 * {@code kubectl aegis}: reads and explains the platform's objects, and writes one kind of them, a person's Approval. No
 * verb promotes.
 */
@NullMarked
package io.aegisvision.kubectl;

import org.jspecify.annotations.NullMarked;
