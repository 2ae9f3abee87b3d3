package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.List;

/** What rules share: names of classes, and where events go. */
final class RuleContext {
    private static final CompositeRule[] NOBODY = {};

    private final RuleEvents events;
    private CompositeRule[] composites = NOBODY;
    private List<String> classes;

    RuleContext(List<String> classes, RuleEvents events) {
        this.classes = List.copyOf(classes);
        this.events = events;
    }

    void classes(List<String> names) {
        classes = List.copyOf(names);
    }

    boolean counts(RuleStage rule, int label) {
        return has(rule.subject().labels(), label);
    }

    /** Whether a list of classes has this one; an empty list has all. */
    boolean has(List<String> labels, int label) {
        return labels.isEmpty() || labels.contains(name(label));
    }

    private String name(int label) {
        return label >= 0 && label < classes.size() ? classes.get(label) : "unknown";
    }

    EventData.Track track(long id, int label) {
        return new EventData.Track(id, name(label));
    }

    /** Who hears what other rules do. */
    void composites(CompositeRule[] listening) {
        composites = listening;
    }

    /** Something happened. */
    void emit(RuleEvent event) {
        changed(event);
        events.happened(event);
    }

    /** A rule that is active says so again. */
    void repeat(RuleEvent event) {
        events.happened(event);
    }

    /** Something happened that the rule does not tell: only composites hear of it. */
    void changed(RuleEvent event) {
        for (CompositeRule composite : composites) {
            composite.heard(event);
        }
    }
}
