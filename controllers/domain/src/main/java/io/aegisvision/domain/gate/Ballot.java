package io.aegisvision.domain.gate;

import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.GateSpec;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.gate.GateSnapshot.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which decisions count. Admission policies refuse most of the wrong ones; what counts is decided here again, since a
 * policy may have been absent when a decision was made.
 *
 * @param counted decisions that count, oldest first
 * @param answers the answer to each Approval, by its uid
 */
public record Ballot(List<GateStatus.Decided> counted, Map<String, Answer> answers) {
    private static final String SYSTEM = "system:";
    private static final int MOST_COUNTED = 32;

    /** What a person is told about their decision. */
    public record Answer(boolean counted, Reason reason, String message) {}

    public Ballot {
        counted = List.copyOf(counted);
        answers = Map.copyOf(answers);
    }

    /** Counts all decisions on a gate, each person once. */
    public static Ballot count(GateSpec gate, List<Decision> decisions) {
        List<GateStatus.Decided> counted = new ArrayList<>();
        Map<String, Answer> answers = new TreeMap<>();
        Set<String> approved = new HashSet<>();
        Set<String> rejected = new HashSet<>();
        decisions.stream()
                .sorted(Comparator.comparing(Decision::created).thenComparing(Decision::uid))
                .forEach(decision -> {
                    ApprovalSpec spec = decision.spec();
                    Answer answer = judge(gate, decision);
                    Set<String> before = spec.decision() == ApprovalSpec.Decision.Reject ? rejected : approved;
                    if (answer.counted()
                            && (counted.size() == MOST_COUNTED
                                    || !before.add(spec.approver().username()))) {
                        answer = new Answer(false, Reason.AlreadyDecided, "this person has decided this gate before");
                    }
                    if (answer.counted()) {
                        counted.add(new GateStatus.Decided(
                                spec.approver().username(),
                                spec.decision(),
                                decision.name(),
                                decision.uid(),
                                decision.created().toString()));
                    }
                    answers.put(decision.uid(), answer);
                });
        return new Ballot(counted, answers);
    }

    /** The ballot of a gate that is decided: what it counted then stands, the rest came too late. */
    public static Ballot closed(GateSpec gate, List<GateStatus.Decided> counted, List<Decision> decisions) {
        Map<String, Answer> answers = new TreeMap<>();
        for (Decision decision : decisions) {
            Answer answer = judge(gate, decision);
            boolean stood = counted.stream().anyMatch(one -> one.approvalUID().equals(decision.uid()));
            answers.put(
                    decision.uid(),
                    stood
                            ? new Answer(true, Reason.Counted, "counted")
                            : answer.counted()
                                    ? new Answer(false, Reason.GateClosed, "the gate was decided already")
                                    : answer);
        }
        return new Ballot(counted, answers);
    }

    /** Number of people who approve. */
    public long approvals() {
        return counted.stream()
                .filter(one -> one.decision() == ApprovalSpec.Decision.Approve)
                .map(GateStatus.Decided::username)
                .distinct()
                .count();
    }

    /** Whether anyone rejects. */
    public boolean rejected() {
        return counted.stream().anyMatch(one -> one.decision() == ApprovalSpec.Decision.Reject);
    }

    private static Answer judge(GateSpec gate, Decision decision) {
        ApprovalSpec spec = decision.spec();
        String user = spec.approver().username();
        if (spec.revoked()) {
            return new Answer(false, Reason.Revoked, "revoked by its author");
        }
        if (!spec.requestDigest().equals(gate.requestDigest())) {
            return new Answer(
                    false,
                    Reason.StaleDigest,
                    "requestDigest is not the gate's; look again, then create a new Approval");
        }
        if (user.startsWith(SYSTEM)) {
            return new Answer(false, Reason.NotAnApprover, "a person approves, never a service account or system user");
        }
        if (gate.requestedBy().contains(user)) {
            return new Answer(
                    false, Reason.RequesterMayNotApprove, user + " changed the Model; somebody else must decide");
        }
        if (gate.approvers().stream()
                .noneMatch(one -> one.name().equals(spec.approver().group()))) {
            return new Answer(
                    false,
                    Reason.NotAnApprover,
                    "the gate does not name the group " + spec.approver().group());
        }
        if (!decision.created().isBefore(Instant.parse(gate.expiresAt()))) {
            return new Answer(false, Reason.GateClosed, "the gate had expired");
        }
        return new Answer(true, Reason.Counted, "counted");
    }
}
