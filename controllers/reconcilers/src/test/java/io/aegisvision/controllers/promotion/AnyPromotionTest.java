package io.aegisvision.controllers.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever people, cells and processes do, in whatever order: what must always hold holds, and no trial is stuck. */
class AnyPromotionTest {
    private static final String AUTHOR = "model-author";
    private static final String LEAD = "vision-lead";

    /** Something that somebody or something does. */
    private enum Deed {
        ROUND(street -> street.round()),
        ROUNDS(street -> street.rounds(8)),
        WANT_V1(street -> street.want("v1", AUTHOR)),
        WANT_V2(street -> street.want("v2", AUTHOR)),
        WANT_V2_UNDER_ANOTHER_NAME(street -> street.want("v2-again", "somebody")),
        WANT_V3(street -> street.want("v3", AUTHOR)),
        AUTOMATION_WANTS_V2(street -> street.want("v2", "system:serviceaccount:gitops:sync")),
        LEAD_APPROVES(street -> street.decide(LEAD, "Approve")),
        SECOND_LEAD_APPROVES(street -> street.decide("second-lead", "Approve")),
        AUTHOR_APPROVES(street -> street.decide(AUTHOR, "Approve")),
        ROBOT_APPROVES(street -> street.decide("system:serviceaccount:x:y", "Approve")),
        LEAD_REJECTS(street -> street.decide("third-lead", "Reject")),
        APPROVALS_ARE_REVOKED(AnyPromotionTest::revoke),
        CANDIDATES_GET_WORSE(street -> street.candidateScore = 0.3),
        CANDIDATES_ARE_AS_GOOD(street -> street.candidateScore = street.baselineScore),
        CANDIDATES_GET_BETTER(street -> street.candidateScore = 0.95),
        V2_CANNOT_BE_LOADED(street -> street.broken = true),
        V2_CAN_BE_LOADED(street -> street.broken = false),
        MODEL_IS_SUSPENDED(street -> suspend(street, true)),
        MODEL_GOES_ON(street -> suspend(street, false)),
        TRIALS_ARE_SUSPENDED(street -> suspendTrials(street, true)),
        TRIALS_GO_ON(street -> suspendTrials(street, false)),
        MODEL_IS_DELETED(street -> street.deleteModel()),
        NIGHT(street -> street.later(Duration.ofMinutes(45)));

        private final Consumer<Street> done;

        Deed(Consumer<Street> done) {
            this.done = done;
        }
    }

    private static void revoke(Street street) {
        for (Approval approval : street.objects.all(Approval.class)) {
            ApprovalSpec spec = approval.getSpec();
            approval.setSpec(new ApprovalSpec(
                    spec.gateRef(), spec.decision(), spec.requestDigest(), spec.reason(), spec.approver(), true));
            street.objects.put(approval);
        }
    }

    private static void suspend(Street street, boolean on) {
        for (Model model : street.objects.all(Model.class)) {
            ModelSpec spec = model.getSpec();
            model.setSpec(
                    new ModelSpec(spec.task(), spec.versions(), spec.version(), spec.trial(), on, spec.historyLimit()));
            street.objects.put(model);
        }
    }

    private static void suspendTrials(Street street, boolean on) {
        for (Canary canary : street.objects.all(Canary.class)) {
            CanarySpec spec = canary.getSpec();
            canary.setSpec(new CanarySpec(spec.modelRef(), spec.trial(), spec.attempt(), on));
            street.objects.put(canary);
        }
    }

    @Provide
    Arbitrary<List<Deed>> deeds() {
        Arbitrary<Deed> any = Arbitraries.of(Deed.class);
        return Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.of(Deed.ROUND, Deed.ROUNDS)),
                        Tuple.of(2, Arbitraries.of(Deed.WANT_V2, Deed.LEAD_APPROVES, Deed.SECOND_LEAD_APPROVES)),
                        Tuple.of(4, any))
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }

    /** The operator's process ends at some writes, too, before or after they are applied. */
    @Property(tries = 60)
    void whateverIsDoneInWhateverOrder(@ForAll("deeds") List<Deed> deeds, @ForAll boolean halts, @ForAll long seed) {
        Random random = new Random(seed);
        Street street = new Street();
        PromotionInvariants invariants = new PromotionInvariants();
        street.rounds(3);
        for (Deed deed : deeds) {
            if (halts && random.nextInt(3) == 0) {
                street.objects.haltAt(1 + random.nextInt(8), random.nextBoolean());
            }
            goingOn(street, () -> deed.done.accept(street));
            invariants.check(street.objects.history(HasMetadata.class));
        }
        street.objects.goOn();
        comesToAnEnd(street);
        invariants.check(street.objects.history(HasMetadata.class));
    }

    private static void goingOn(Street street, Runnable deed) {
        try {
            deed.run();
        } catch (Halt end) {
            street.objects.goOn();
            street.start();
        }
    }

    /** Once everybody behaves, a version that is new and good serves, whatever was before. */
    private static void comesToAnEnd(Street street) {
        street.broken = false;
        street.candidateScore = 0.95;
        street.want("v4", AUTHOR);
        suspend(street, false);
        suspendTrials(street, false);
        for (int i = 0; i < 60 && !"v4".equals(street.serving()); i++) {
            street.round();
            street.decide(LEAD, "Approve");
            street.decide("second-lead", "Approve");
        }
        assertThat(street.serving()).as(street.model().getStatus().toString()).isEqualTo("v4");
    }
}
