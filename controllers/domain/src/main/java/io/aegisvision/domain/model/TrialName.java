package io.aegisvision.domain.model;

import io.aegisvision.domain.condition.ContentDigest;

/** Names of trials and gates: functions of what they are for, so that making one twice makes one. */
public final class TrialName {
    private static final int HASH = 10;
    private static final int MOST_OF_VERSION = 30;

    private TrialName() {}

    /** Name of the Canary of two digests: model, version, and ten hex digits of both digests and the attempt. */
    public static String of(String model, String version, String baselineDigest, String candidateDigest, int attempt) {
        String hash = ContentDigest.ofText(baselineDigest + "/" + candidateDigest + "/" + attempt)
                .substring(0, HASH);
        String part = version.length() > MOST_OF_VERSION ? version.substring(0, MOST_OF_VERSION) : version;
        return model + "-" + part + "-" + hash;
    }

    /** Name of the n-th Gate of a Canary, n from 1. */
    public static String ofGate(String canary, int n) {
        return canary + "-" + n;
    }
}
