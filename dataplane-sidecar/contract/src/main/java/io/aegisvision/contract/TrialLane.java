package io.aegisvision.contract;

/**
 * The shadow lane of one canary: labelled clips run through both versions on the same frames. Clips are taken in the
 * order of SHA-256 over canary uid and clip digest ({@code uid + "/" + digest}, compared as hex), so that any cell that
 * takes over goes on in the same order.
 *
 * @param canary the Canary's name
 * @param canaryUid its uid: seeds the order
 * @param model the Model's name
 * @param baselineDigest version digest of what serves
 * @param candidateDigest version digest of what is tried
 * @param clips the labelled clips
 * @param judge true while clips are to be judged; false keeps what was measured and only fills guard windows
 * @param fromUnit first clip of the order that this cell judges after a restart; earlier ones are known already
 * @param step number of the ramp's step, -1 before the ramp; guard windows carry it
 */
public record TrialLane(
        String canary,
        String canaryUid,
        String model,
        String baselineDigest,
        String candidateDigest,
        Artifact clips,
        boolean judge,
        int fromUnit,
        int step) {}
