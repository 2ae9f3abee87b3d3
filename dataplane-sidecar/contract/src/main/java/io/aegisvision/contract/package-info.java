/**
 * What the operator tells a cell ({@link io.aegisvision.contract.CellConfig}, a mounted Secret) and what a cell tells
 * the operator ({@link io.aegisvision.contract.CellState}, {@code GET /v1/state}).
 *
 * <p>Plain records that any JSON library maps by component name; nothing but the JDK, no logic beyond reading a value's
 * own text form. A component that may be absent is marked nullable; lists are never null (an absent list is empty).
 */
@NullMarked
package io.aegisvision.contract;

import org.jspecify.annotations.NullMarked;
