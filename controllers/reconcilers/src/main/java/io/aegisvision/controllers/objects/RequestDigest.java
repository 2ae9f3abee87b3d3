package io.aegisvision.controllers.objects;

import io.aegisvision.api.v1alpha1.GateSpec;
import java.util.Map;

/** What people approve: SHA-256 over the canonical JSON (RFC 8785) of action, target, modelRef, trial and evidence. */
public final class RequestDigest {
    private RequestDigest() {}

    /** {@code sha256:<64 hex>} of a gate's request; its own {@code requestDigest} is not part of it. */
    public static String of(GateSpec gate) {
        return CanonicalJson.digest(Map.of(
                "action", gate.action(),
                "target", gate.target(),
                "modelRef", gate.modelRef(),
                "trial", gate.trial(),
                "evidence", gate.evidence()));
    }
}
