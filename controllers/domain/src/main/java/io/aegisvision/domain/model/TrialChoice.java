package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.VersionRef;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import io.aegisvision.domain.model.ModelSnapshot.TrialView;
import io.aegisvision.domain.promotion.TrialTerms;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which trial the wanted version has or gets, or why there is none.
 *
 * @param standing how the wanted version stands
 * @param reason why
 * @param message why, for people
 * @param candidate the version on trial
 * @param open the trial to open now
 */
record TrialChoice(
        Standing standing,
        Reason reason,
        String message,
        Optional<ModelStatus.Candidate> candidate,
        Optional<ModelAction> open) {

    /** How the wanted version stands. */
    enum Standing {
        /** It serves, or it is the first one and will. */
        Serving,
        /** On trial. */
        Trying,
        /** A person must change something. */
        Refused,
        /** spec.suspend holds it. */
        Held
    }

    private static TrialChoice refused(Reason reason, String message) {
        return new TrialChoice(Standing.Refused, reason, message, Optional.empty(), Optional.empty());
    }

    static TrialChoice full() {
        return refused(
                Reason.InvalidSpec, "spec.versions: the ledger remembers 500 version names already; use a new Model");
    }

    static TrialChoice of(ModelSnapshot model, ModelLedgerSpec ledger, Optional<Serving> serving) {
        String version = model.spec().version();
        String wanted = model.digests().get(version);
        if (wanted == null) {
            return refused(Reason.InvalidSpec, "spec.version: " + version + " is not in spec.versions");
        }
        if (ModelPlanner.rebound(model, ledger).containsKey(version)) {
            return refused(
                    Reason.VersionRebound,
                    "spec.version: " + version + " meant other bytes before; use a new version name");
        }
        if (serving.isEmpty()) {
            ModelLedgerSpec.Serving remembered = ledger.serving();
            String name = remembered == null ? version : remembered.version();
            return refused(Reason.InvalidSpec, "spec.versions: " + name + " serves by the ledger; add its entry back");
        }
        if (serving.get().digest().equals(wanted)) {
            return new TrialChoice(
                    Standing.Serving, Reason.Serving, version + " serves", Optional.empty(), Optional.empty());
        }
        if (ledger.serving() == null) {
            return new TrialChoice(
                    Standing.Held,
                    Reason.Progressing,
                    "waiting for " + serving.get().version() + " to be loaded once before " + version + " is tried",
                    Optional.empty(),
                    Optional.empty());
        }
        Optional<ModelLedgerSpec.Rejection> rejection = Ledger.rejection(ledger, wanted);
        if (rejection.isPresent()) {
            return refused(
                    Reason.DigestRejected,
                    "spec.version: the content of " + version + " was rejected as "
                            + rejection.get().version() + " ("
                            + rejection.get().reason() + ", " + rejection.get().canary() + ")");
        }
        return trial(model, ledger, serving.get(), new VersionRef(version, wanted));
    }

    private static TrialChoice trial(
            ModelSnapshot model, ModelLedgerSpec ledger, Serving serving, VersionRef candidate) {
        VersionRef baseline = new VersionRef(serving.version(), serving.digest());
        Optional<TrialView> newest = model.trials().stream()
                .filter(trial -> trial.spec().trial().baseline().digest().equals(baseline.digest()))
                .filter(trial -> trial.spec().trial().candidate().digest().equals(candidate.digest()))
                .max(Comparator.comparingInt(trial -> trial.spec().attempt()));
        Optional<TrialView> running = newest.filter(trial -> !trial.ended());
        if (running.isPresent()) {
            return trying(running.get(), candidate);
        }
        if (!model.requestersKnown()) {
            return refused(
                    Reason.RequestersUnknown,
                    "metadata.annotations: aegisvision.io/requested-by is missing; change spec again");
        }
        if (!Ledger.hasRoom(ledger)) {
            return refused(Reason.InvalidSpec, "the ledger remembers 500 rejections already; use a new Model");
        }
        return switch (TrialTerms.of(
                model.spec().trial(), baseline, candidate, classes(model, baseline, candidate), model.floors())) {
            case TrialTerms.Refused no -> refused(no.reason(), no.message());
            case TrialTerms.Agreed yes -> open(model, yes.trial(), newest);
        };
    }

    private static TrialChoice open(ModelSnapshot model, CanaryTrial trial, Optional<TrialView> ended) {
        VersionRef candidate = trial.candidate();
        if (ended.isPresent()) {
            TrialView before = ended.get();
            // A failed trial has judged nothing; it is only worth another attempt when it would be another trial.
            if (before.phase() != Phase.Failed || before.spec().trial().equals(trial)) {
                Reason reason = Stream.of(Reason.values())
                        .filter(one -> one.name().equals(before.reason()))
                        .findFirst()
                        .orElse(Reason.Inconclusive);
                return refused(reason, before.name() + ": " + before.message());
            }
        }
        int attempt = ended.map(before -> before.spec().attempt() + 1).orElse(1);
        if (model.spec().suspend()) {
            return new TrialChoice(
                    Standing.Held,
                    Reason.Suspended,
                    "spec.suspend holds the trial of " + candidate.version(),
                    Optional.empty(),
                    Optional.empty());
        }
        String name =
                TrialName.of(model.name(), candidate.version(), trial.baseline().digest(), candidate.digest(), attempt);
        CanarySpec spec = new CanarySpec(new NameRef(model.name()), trial, attempt, false);
        return new TrialChoice(
                Standing.Trying,
                Reason.TrialRunning,
                candidate.version() + " is on trial in " + name,
                Optional.of(new ModelStatus.Candidate(candidate.version(), candidate.digest(), name)),
                Optional.of(new ModelAction.OpenTrial(name, spec)));
    }

    private static TrialChoice trying(TrialView trial, VersionRef candidate) {
        Reason reason =
                switch (trial.phase()) {
                    case AwaitingGate -> Reason.AwaitingApproval;
                    case Promoting -> Reason.Promoting;
                    case Paused -> Reason.TrialPaused;
                    case Pending, Judging, Ramping, Promoted, RolledBack, Failed -> Reason.TrialRunning;
                };
        return new TrialChoice(
                Standing.Trying,
                reason,
                candidate.version() + " is on trial in " + trial.name() + ": " + trial.phase(),
                Optional.of(new ModelStatus.Candidate(candidate.version(), candidate.digest(), trial.name())),
                Optional.empty());
    }

    private static List<String> classes(ModelSnapshot model, VersionRef baseline, VersionRef candidate) {
        return model.spec().versions().stream()
                .filter(version -> version.name().equals(baseline.version())
                        || version.name().equals(candidate.version()))
                .map(ModelSpec.Version::labels)
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
    }
}
