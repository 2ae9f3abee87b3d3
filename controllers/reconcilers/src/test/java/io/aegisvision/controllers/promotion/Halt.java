package io.aegisvision.controllers.promotion;

/** The operator's process ends here. */
final class Halt extends Error {
    private static final long serialVersionUID = 1L;
}
