package io.aegisvision.domain.promotion;

import io.aegisvision.api.v1alpha1.Approver;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.CanaryTrial.ErrorPercent;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Trial;
import io.aegisvision.api.v1alpha1.VersionRef;
import java.util.List;

/** The trial that is frozen into a Canary: what the Model asks for, raised to the floors, or why there can be none. */
public sealed interface TrialTerms {
    /** Error probabilities of every trial; the administrator's floors leave them alone. */
    ErrorPercent ERRORS = new ErrorPercent(5, 5);

    /** The trial as it will run. */
    record Agreed(CanaryTrial trial) implements TrialTerms {}

    /** No trial is opened until somebody changes something. */
    record Refused(Reason reason, String message) implements TrialTerms {}

    /**
     * Numbers are raised (approvals, clips) or lowered (margin) to the floor; a group or a source of clips that the
     * floors do not allow is refused, because silently asking others would surprise everyone.
     *
     * @param classes labels of both versions
     */
    static TrialTerms of(Trial asked, VersionRef baseline, VersionRef candidate, List<String> classes, Floors floors) {
        Trial.Evidence evidence = asked.evidence();
        if (evidence == null) {
            return new Refused(
                    Reason.EvidenceMissing,
                    "spec.trial.evidence: name the labelled clips that judge " + candidate.version());
        }
        if (!floors.allowsClips(evidence.clips().uri())) {
            return new Refused(
                    Reason.BelowFloor,
                    "spec.trial.evidence.clips.uri: the PromotionPolicy allows no clips from this address");
        }
        List<Approver> named = Lists.copy(asked.gate().approvers());
        List<Approver> approvers = named.isEmpty()
                ? floors.commonApprovers().stream()
                        .map(name -> new Approver(Approver.Kind.Group, name))
                        .toList()
                : named;
        if (approvers.isEmpty()) {
            return new Refused(
                    Reason.ApproversMissing, "spec.trial.gate.approvers: name a group; no PromotionPolicy names one");
        }
        for (Approver approver : approvers) {
            if (!floors.allowsApprover(approver.name())) {
                return new Refused(
                        Reason.BelowFloor,
                        "spec.trial.gate.approvers: the PromotionPolicy does not allow the group " + approver.name());
            }
        }
        return new Agreed(raised(asked, evidence, baseline, candidate, classes, approvers, floors));
    }

    private static CanaryTrial raised(
            Trial asked,
            Trial.Evidence evidence,
            VersionRef baseline,
            VersionRef candidate,
            List<String> classes,
            List<Approver> approvers,
            Floors floors) {
        Trial.GateTerms gate = asked.gate();
        int people = Math.max(gate.requiredApprovals(), floors.minRequiredApprovals());
        return new CanaryTrial(
                baseline,
                candidate,
                classes,
                new Trial.Evidence(
                        evidence.outcome(), evidence.clips(), Math.max(evidence.minUnits(), floors.minUnits())),
                Math.min(asked.marginPercent(), floors.maxMarginPercent()),
                asked.steps(),
                asked.guards(),
                asked.onInconclusive(),
                asked.maxDuration(),
                new Trial.GateTerms(
                        people,
                        Math.max(gate.approvalsForAutomation(), people),
                        approvers,
                        gate.expiresAfter(),
                        gate.onReject()),
                ERRORS);
    }
}
