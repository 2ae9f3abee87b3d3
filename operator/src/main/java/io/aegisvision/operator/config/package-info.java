/** What an administrator sets. May not: decide anything. */
@NullMarked
package io.aegisvision.operator.config;

import org.jspecify.annotations.NullMarked;
