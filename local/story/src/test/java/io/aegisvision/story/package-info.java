/** The checker is checked: it must see what is missing, what is besides, and what is only late. */
@NullMarked
package io.aegisvision.story;

import org.jspecify.annotations.NullMarked;
