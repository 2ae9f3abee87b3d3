package io.aegisvision.controllers.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds after every single write, whatever was done: the rules of docs/concepts/promotion.md, told apart from the code. */
final class PromotionInvariants {
    private static final Map<Phase, Set<Phase>> TRIAL = Map.of(
            Phase.Pending, EnumSet.of(Phase.Judging, Phase.Paused, Phase.RolledBack),
            Phase.Judging, EnumSet.of(Phase.Ramping, Phase.Paused, Phase.RolledBack, Phase.Failed),
            Phase.Ramping, EnumSet.of(Phase.AwaitingGate, Phase.Paused, Phase.RolledBack),
            Phase.AwaitingGate,
                    EnumSet.of(
                            Phase.Promoting,
                            Phase.Promoted,
                            Phase.Ramping,
                            Phase.Paused,
                            Phase.RolledBack,
                            Phase.Failed),
            Phase.Promoting, EnumSet.of(Phase.Promoted, Phase.AwaitingGate),
            Phase.Paused, EnumSet.of(Phase.Pending, Phase.Judging, Phase.Ramping, Phase.AwaitingGate, Phase.RolledBack),
            Phase.Promoted, EnumSet.noneOf(Phase.class),
            Phase.RolledBack, EnumSet.noneOf(Phase.class),
            Phase.Failed, EnumSet.noneOf(Phase.class));
    private static final Map<GateStatus.Phase, Set<GateStatus.Phase>> GATE = Map.of(
            GateStatus.Phase.Pending,
                    EnumSet.of(
                            GateStatus.Phase.Approved,
                            GateStatus.Phase.Executing,
                            GateStatus.Phase.Rejected,
                            GateStatus.Phase.Expired,
                            GateStatus.Phase.Withdrawn),
            GateStatus.Phase.Approved,
                    EnumSet.of(
                            GateStatus.Phase.Pending,
                            GateStatus.Phase.Executing,
                            GateStatus.Phase.Rejected,
                            GateStatus.Phase.Expired,
                            GateStatus.Phase.Withdrawn),
            GateStatus.Phase.Executing, EnumSet.of(GateStatus.Phase.Executed, GateStatus.Phase.ExecutionFailed));

    private final Map<String, Canary> canaries = new HashMap<>();
    private final Map<String, Gate> gates = new HashMap<>();
    private final Map<String, Model> models = new HashMap<>();
    private @Nullable ModelLedgerSpec ledger;
    private int checked;

    /** Looks at all that was written since the last time. */
    void check(List<HasMetadata> history) {
        for (HasMetadata written : history.subList(checked, history.size())) {
            switch (written) {
                case Canary canary -> trial(canary);
                case Gate gate -> gate(gate);
                case ModelLedger written2 -> ledger(written2.getSpec());
                case Model model -> model(model);
                default -> {
                    // no promise about it
                }
            }
        }
        checked = history.size();
    }

    private static Phase phase(@Nullable CanaryStatus status) {
        return status == null || status.phase() == null ? Phase.Pending : status.phase();
    }

    private static int weight(@Nullable CanaryStatus status) {
        return status == null || status.weightPercent() == null ? 0 : status.weightPercent();
    }

    private static long units(@Nullable CanaryStatus status) {
        EvidenceNumbers evidence = status == null ? null : status.evidence();
        return evidence == null ? 0 : evidence.units();
    }

    private void trial(Canary canary) {
        Canary last = canaries.put(canary.getMetadata().getUid(), canary);
        CanaryStatus before = last == null ? null : last.getStatus();
        CanaryStatus now = canary.getStatus();
        String what = canary.getMetadata().getName() + " from " + before + " to " + now;
        if (last != null) {
            assertThat(canary.getSpec().trial())
                    .as("frozen")
                    .isEqualTo(last.getSpec().trial());
        }
        assertThat(weight(now)).as("never more than half: " + what).isBetween(0, 50);
        assertThat(units(now)).as("no clip is forgotten: " + what).isGreaterThanOrEqualTo(units(before));
        if (phase(now) != phase(before)) {
            assertThat(TRIAL.get(phase(before))).as(what).contains(phase(now));
        }
        if (phase(now) == Phase.RolledBack) {
            assertThat(weight(before)).as("traffic first: " + what).isZero();
        }
        if (weight(now) > weight(before)) {
            CanaryTrial trial = canary.getSpec().trial();
            int step = Objects.requireNonNull(Objects.requireNonNull(now).step());
            assertThat(phase(now)).as(what).isEqualTo(Phase.Ramping);
            assertThat(weight(now)).as(what).isEqualTo(trial.steps().get(step).weightPercent());
            assertThat(Objects.requireNonNull(now.evidence()).verdict())
                    .as("no live stream moves before a verdict: " + what)
                    .isIn(EvidenceNumbers.Verdict.NonInferior, EvidenceNumbers.Verdict.Superior);
            assertThat(now.evidence().units())
                    .as(what)
                    .isGreaterThanOrEqualTo(trial.evidence().minUnits());
        }
    }

    private static GateStatus.Phase phase(@Nullable GateStatus status) {
        return status == null || status.phase() == null ? GateStatus.Phase.Pending : status.phase();
    }

    private void gate(Gate gate) {
        Gate last = gates.put(gate.getMetadata().getUid(), gate);
        if (last == null) {
            return;
        }
        assertThat(gate.getSpec()).as("frozen").isEqualTo(last.getSpec());
        GateStatus.Phase before = phase(last.getStatus());
        GateStatus.Phase now = phase(gate.getStatus());
        if (now != before) {
            assertThat(GATE.getOrDefault(before, Set.of()))
                    .as(gate.getMetadata().getName() + " from " + before)
                    .contains(now);
        }
    }

    private void ledger(ModelLedgerSpec now) {
        ModelLedgerSpec before = ledger;
        ledger = now;
        if (before == null) {
            return;
        }
        assertThat(now.versions()).as("names keep their meaning").containsAll(before.versions());
        assertThat(now.rejected()).as("rejections stay").containsAll(before.rejected());
        if (before.serving() != null && !before.serving().equals(now.serving())) {
            ModelLedgerSpec.Serving serving = Objects.requireNonNull(now.serving());
            approved(Objects.requireNonNull(serving.gateUid()), before.serving().digest(), serving.digest());
        }
    }

    private void model(Model model) {
        Model last = models.put(model.getMetadata().getUid(), model);
        ModelStatus before = last == null ? null : last.getStatus();
        ModelStatus now = model.getStatus();
        if (now == null || now.servingDigest() == null || ledger == null || ledger.serving() == null) {
            return; // nothing has served yet, as far as is remembered
        }
        if (before == null || !now.servingDigest().equals(before.servingDigest())) {
            assertThat(now.servingDigest())
                    .as("the ledger is written first")
                    .isEqualTo(ledger.serving().digest());
        }
        if (before != null
                && before.servingDigest() != null
                && !now.servingDigest().equals(before.servingDigest())) {
            assertThat(Objects.requireNonNull(now.servedBy()).uid())
                    .as("in the same write")
                    .isEqualTo(ledger.serving().gateUid());
        }
    }

    /** There is no other way than a gate that enough people approved, none of whom asked for it. */
    private void approved(String gateUid, String from, String to) {
        Gate gate = Objects.requireNonNull(gates.get(gateUid), "a gate with this uid");
        assertThat(phase(gate.getStatus())).isEqualTo(GateStatus.Phase.Executing);
        assertThat(gate.getSpec().trial().baseline().digest()).isEqualTo(from);
        assertThat(gate.getSpec().trial().candidate().digest()).isEqualTo(to);
        Set<String> people = gate.getStatus().approvals().stream()
                .filter(one -> one.decision() == ApprovalSpec.Decision.Approve)
                .map(GateStatus.Decided::username)
                .collect(Collectors.toSet());
        assertThat(people).hasSizeGreaterThanOrEqualTo(gate.getSpec().requiredApprovals());
        assertThat(people).doesNotContainAnyElementsOf(gate.getSpec().requestedBy());
        assertThat(people).noneMatch(user -> user.startsWith("system:"));
        assertThat(gate.getStatus().approvals()).noneMatch(one -> one.decision() == ApprovalSpec.Decision.Reject);
        assertThat(Objects.requireNonNull(ledger).rejected())
                .as("what was rejected never serves")
                .noneMatch(one -> one.digest().equals(to));
    }
}
