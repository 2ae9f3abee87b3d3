package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec.Entry;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a ledger says, and how it grows: names are only added, rejections never go. */
public final class Ledger {
    private Ledger() {}

    /** A ledger that remembers nothing yet. */
    public static ModelLedgerSpec empty(String model) {
        return new ModelLedgerSpec(model, List.of(), null, List.of());
    }

    /** The digest that a version name means, if it is remembered. */
    public static Optional<String> meaning(ModelLedgerSpec ledger, String version) {
        return Lists.copy(ledger.versions()).stream()
                .filter(entry -> entry.name().equals(version))
                .map(Entry::digest)
                .findFirst();
    }

    /** The rejection of a digest, under whatever name it was tried. */
    public static Optional<Rejection> rejection(ModelLedgerSpec ledger, String digest) {
        return Lists.copy(ledger.rejected()).stream()
                .filter(rejection -> rejection.digest().equals(digest))
                .findFirst();
    }

    /** With every name bound that was not bound before; empty where that is more than can be remembered. */
    static Optional<ModelLedgerSpec> bind(ModelLedgerSpec ledger, Map<String, String> digests) {
        List<Entry> entries = new ArrayList<>(Lists.copy(ledger.versions()));
        new TreeMap<>(digests).forEach((name, digest) -> {
            if (meaning(ledger, name).isEmpty()) {
                entries.add(new Entry(name, digest));
            }
        });
        return entries.size() > ModelLedgerSpec.REMEMBERED
                ? Optional.empty()
                : Optional.of(new ModelLedgerSpec(ledger.modelName(), entries, ledger.serving(), ledger.rejected()));
    }

    /** With another version that serves. */
    static ModelLedgerSpec serve(ModelLedgerSpec ledger, ModelLedgerSpec.Serving serving) {
        return new ModelLedgerSpec(ledger.modelName(), ledger.versions(), serving, ledger.rejected());
    }

    /** With one more rejection; the same ledger where the digest was rejected before. */
    public static ModelLedgerSpec reject(ModelLedgerSpec ledger, Rejection rejection) {
        if (rejection(ledger, rejection.digest()).isPresent()) {
            return ledger;
        }
        List<Rejection> all = new ArrayList<>(Lists.copy(ledger.rejected()));
        all.add(rejection);
        return new ModelLedgerSpec(ledger.modelName(), ledger.versions(), ledger.serving(), all);
    }

    /** Whether one more rejection can be remembered; where not, no trial is opened. */
    static boolean hasRoom(ModelLedgerSpec ledger) {
        return Lists.copy(ledger.rejected()).size() < ModelLedgerSpec.REMEMBERED;
    }
}
