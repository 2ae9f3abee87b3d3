/** Writes the files that are generated from the API records, and checks that the checked-in ones are up to date. */
@org.jspecify.annotations.NullMarked
package io.aegisvision.api.generate;
