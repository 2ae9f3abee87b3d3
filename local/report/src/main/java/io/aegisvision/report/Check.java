package io.aegisvision.report;

/**
 * One named check.
 *
 * @param name unique in its report
 * @param passed false too when the check was never run
 * @param measured what was measured, in a few words: "48 of 48, 0 besides"
 * @param seconds how long it took
 * @param detail for whoever has to find out why it failed
 */
public record Check(String name, boolean passed, String measured, double seconds, String detail) {}
