package io.aegisvision.controllers.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole promotions: first version, trial, ramp, gate, approval, and every way that none comes of it. */
class PromotionTest {
    private static final int LONG = 40;

    @Test
    void aFirstVersionServesAndTheSecondOneOnlyAfterTrialAndApproval() {
        Street street = new Street();
        street.rounds(5);
        assertThat(street.serving()).isEqualTo("v1");
        assertThat(ready(street)).isEqualTo("True Serving");
        street.want("v2", "model-author");
        street.rounds(LONG);
        assertThat(street.serving()).isEqualTo("v1");
        assertThat(street.canary("v2").getStatus().phase()).isEqualTo(Phase.AwaitingGate);
        street.decide("vision-lead", "Approve");
        street.rounds(10);
        assertPromotedOnce(street);
    }

    @Test
    void aRequesterAStaleDigestAndAServiceAccountDoNotCount() {
        Street street = awaiting();
        street.decide("model-author", "Approve");
        street.decide("system:serviceaccount:x:y", "Approve");
        street.rounds(10);
        assertThat(street.serving()).isEqualTo("v1");
        assertThat(street.objects.all(Approval.class))
                .extracting(approval -> approval.getStatus().reason())
                .containsExactlyInAnyOrder("RequesterMayNotApprove", "NotAnApprover");
    }

    @Test
    void oneRejectionEndsTheTrialAndTheDigestIsRemembered() {
        Street street = awaiting();
        street.decide("vision-lead", "Reject");
        street.rounds(10);
        assertRejected(street, "v2", "GateRejected");
    }

    @Test
    void aGateThatNobodyDecidesExpires() {
        Street street = awaiting();
        street.rounds(200);
        assertThat(street.objects.all(Gate.class).getFirst().getStatus().phase())
                .isEqualTo(GateStatus.Phase.Expired);
        assertRejected(street, "v2", "GateExpired");
    }

    @Test
    void harmRollsBackAndTheDigestStaysRejectedUnderAnyNameAndAfterTheModelWasMadeAnew() {
        Street street = new Street();
        street.rounds(5);
        street.candidateScore = 0.4;
        street.want("v2", "model-author");
        street.rounds(LONG);
        assertRejected(street, "v2", "Regressed");
        street.want("v2-again", "model-author");
        street.rounds(5);
        assertThat(ready(street)).isEqualTo("True DigestRejected");
        street.deleteModel();
        street.want("v2", "somebody");
        street.rounds(5);
        assertThat(street.serving()).isEqualTo("v1");
        assertThat(ready(street)).isEqualTo("True DigestRejected");
        assertThat(street.objects.all(Canary.class)).isEmpty();
    }

    @Test
    void harmDuringTheRampTakesTheWeightAwayBeforeTheTrialEnds() {
        Street street = new Street();
        street.rounds(5);
        street.want("v2", "model-author");
        while (street.objects.all(Canary.class).isEmpty()
                || street.objects.all(Canary.class).getFirst().getStatus() == null
                || street.canary("v2").getStatus().phase() != Phase.Ramping) {
            street.round();
        }
        street.broken = true;
        street.rounds(10);
        List<Canary> after = street.objects.history(Canary.class);
        int first = 0;
        while (after.get(first).getStatus() == null
                || after.get(first).getStatus().step() == null
                || !Objects.equals(after.get(first).getStatus().weightPercent(), 0)) {
            first++;
        }
        assertThat(after.get(first).getStatus().phase()).isEqualTo(Phase.Ramping);
        assertRejected(street, "v2", "CandidateFailed");
    }

    @Test
    void aModelMadeAnewServesWhatTheLedgerSays() {
        Street street = awaiting();
        street.decide("vision-lead", "Approve");
        street.rounds(10);
        assertThat(street.serving()).isEqualTo("v2");
        street.deleteModel();
        street.want("v3", "somebody");
        street.round();
        assertThat(street.serving()).isEqualTo("v2");
        assertThat(street.servedBy().uid()).isEqualTo(street.gateInLedger());
    }

    @Test
    void aDisplacedTrialWaitsWithoutTrafficAndGoesOnWithItsEvidence() {
        Street street = awaiting();
        long units = street.units("v2");
        street.want("v1", "model-author");
        street.rounds(3);
        assertThat(street.canary("v2").getStatus().phase()).isEqualTo(Phase.Paused);
        assertThat(street.canary("v2").getStatus().weightPercent()).isZero();
        assertThat(street.objects.all(Gate.class).getFirst().getStatus().phase())
                .isEqualTo(GateStatus.Phase.Withdrawn);
        street.want("v2", "model-author");
        street.rounds(LONG);
        assertThat(street.canary("v2").getStatus().phase()).isEqualTo(Phase.AwaitingGate);
        assertThat(street.units("v2")).isGreaterThanOrEqualTo(units);
        assertThat(street.objects.all(Gate.class)).hasSize(2);
    }

    /** The process ends at the n-th write, for every n of a whole promotion; another one goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereverTheOperatorEndsWhatServesChangesOnce(boolean afterTheWrite) {
        int writes = promote(new Street(), Integer.MAX_VALUE, afterTheWrite);
        assertThat(writes).isGreaterThan(20);
        for (int n = 1; n <= writes; n++) {
            Street street = new Street();
            promote(street, n, afterTheWrite);
            assertThat(street.served()).as("halted at write " + n).containsExactly("v1", "v2");
            assertPromotedOnce(street);
        }
    }

    /** @return number of the operator's writes */
    static int promote(Street street, int haltAt, boolean afterTheWrite) {
        if (haltAt != Integer.MAX_VALUE) {
            street.objects.haltAt(haltAt, afterTheWrite);
        }
        for (int i = 0; i < 2 * LONG; i++) {
            if (i == 5) {
                street.want("v2", "model-author");
            }
            if (i > 5) {
                street.decide("vision-lead", "Approve");
            }
            if (i > 10 && street.promoted()) {
                break;
            }
            try {
                street.round();
            } catch (Halt end) {
                street.objects.goOn();
                street.start();
            }
        }
        return street.objects.writes();
    }

    private static Street awaiting() {
        Street street = new Street();
        street.rounds(5);
        street.want("v2", "model-author");
        street.rounds(LONG);
        assertThat(street.canary("v2").getStatus().phase()).isEqualTo(Phase.AwaitingGate);
        return street;
    }

    static void assertPromotedOnce(Street street) {
        assertThat(street.served()).containsExactly("v1", "v2");
        assertEnded(street);
    }

    static void assertEnded(Street street) {
        assertThat(street.objects.all(Gate.class)).hasSize(1);
        Gate gate = street.objects.all(Gate.class).getFirst();
        assertThat(gate.getStatus().phase()).isEqualTo(GateStatus.Phase.Executed);
        assertThat(street.servedBy().uid()).isEqualTo(gate.getMetadata().getUid());
        assertThat(street.servedBy().name()).isEqualTo(gate.getMetadata().getName());
        assertThat(street.gateInLedger()).isEqualTo(gate.getMetadata().getUid());
        assertThat(street.canary("v2").getStatus().phase()).isEqualTo(Phase.Promoted);
        assertThat(street.objects.all(Canary.class)).hasSize(1);
    }

    private static void assertRejected(Street street, String version, String reason) {
        assertThat(street.canary(version).getStatus().phase()).isEqualTo(Phase.RolledBack);
        assertThat(street.canary(version).getStatus().weightPercent()).isZero();
        assertThat(street.serving()).isEqualTo("v1");
        assertThat(street.served()).containsExactly("v1");
        assertThat(street.ledger().getSpec().rejected())
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.reason()).isEqualTo(reason));
        assertThat(ready(street)).isEqualTo("True DigestRejected");
        assertThat(street.model().getStatus().rejected()).hasSize(1);
    }

    private static String ready(Street street) {
        Condition ready = street.model().getStatus().conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
        return ready.getStatus() + " " + ready.getReason();
    }
}
