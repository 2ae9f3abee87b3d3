/**
 * Scenes (tracks by hand) run through rules as a Pipeline writes them: what the fixtures expect, what users of other
 * programs complained of, and what such a program makes of the same tracks.
 */
@NullMarked
package io.aegisvision.rulecheck;

import org.jspecify.annotations.NullMarked;
