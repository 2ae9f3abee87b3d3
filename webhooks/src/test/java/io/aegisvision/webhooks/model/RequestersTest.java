package io.aegisvision.webhooks.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.webhooks.model.Requesters.Decision;
import io.aegisvision.webhooks.model.Requesters.Recorded;
import io.aegisvision.webhooks.model.Requesters.Request;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestersTest {
    private static final Optional<Recorded> ABSENT = Optional.empty();

    @Test
    void theCreatorIsTheFirst() {
        assertThat(decide("ann", true, true, Recorded.NONE, "", ABSENT)).isEqualTo(record("ann", ""));
    }

    @Test
    void whoeverChangesSpecIsAppendedOnce() {
        Recorded ann = new Recorded("ann", "");
        assertThat(decide("bob", false, true, ann, "", Optional.of(ann))).isEqualTo(record("ann,bob", ""));
        Recorded both = new Recorded("ann,bob", "");
        assertThat(decide("ann", false, true, both, "", Optional.of(both))).isEqualTo(record("ann,bob", ""));
    }

    @Test
    void theRecordBeginsAnewAfterAPromotion() {
        Recorded both = new Recorded("ann,bob", "");
        assertThat(decide("eve", false, true, both, "gate-1", Optional.of(both)))
                .isEqualTo(record("eve", "gate-1"));
        Recorded eve = new Recorded("eve", "gate-1");
        assertThat(decide("ann", false, true, eve, "gate-1", Optional.of(eve))).isEqualTo(record("eve,ann", "gate-1"));
    }

    @Test
    void nobodyTakesThemselvesOutOrPutsOthersIn() {
        Recorded ann = new Recorded("ann", "");
        assertThat(decide("ann", false, false, ann, "", Optional.of(new Recorded("eve", ""))))
                .isInstanceOf(Decision.Refuse.class);
        assertThat(decide("bob", false, true, ann, "", Optional.of(new Recorded("ann,vision-lead", ""))))
                .isInstanceOf(Decision.Refuse.class);
        assertThat(decide("bob", true, true, Recorded.NONE, "", Optional.of(new Recorded("ann", ""))))
                .isInstanceOf(Decision.Refuse.class);
        assertThat(decide("ann", false, true, ann, "", Optional.of(new Recorded("ann", "gate-9"))))
                .isInstanceOf(Decision.Refuse.class);
    }

    @Test
    void aReplaceWithoutAnnotationsLosesNobody() {
        Recorded ann = new Recorded("ann", "gate-1");
        assertThat(decide("bob", false, true, ann, "gate-1", ABSENT)).isEqualTo(record("ann,bob", "gate-1"));
        assertThat(decide("bob", false, false, ann, "gate-1", ABSENT)).isEqualTo(record("ann", "gate-1"));
    }

    @Test
    void aCommaInANameIsRefused() {
        assertThat(decide("ann,bob", true, true, Recorded.NONE, "", ABSENT)).isInstanceOf(Decision.Refuse.class);
    }

    private static Decision record(String names, String since) {
        return new Decision.Record(new Recorded(names, since));
    }

    private static Decision decide(
            String user, boolean create, boolean changed, Recorded before, String promotion, Optional<Recorded> given) {
        return Requesters.decide(new Request(user, create, changed, before, promotion, given));
    }
}
