package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.List;

/** What rules share: names of classes, and where events go. */
final class RuleContext {
    private final RuleEvents events;
    private List<String> classes;

    RuleContext(List<String> classes, RuleEvents events) {
        this.classes = List.copyOf(classes);
        this.events = events;
    }

    void classes(List<String> names) {
        classes = List.copyOf(names);
    }

    boolean counts(RuleStage rule, int label) {
        return rule.labels().isEmpty() || rule.labels().contains(name(label));
    }

    private String name(int label) {
        return label >= 0 && label < classes.size() ? classes.get(label) : "unknown";
    }

    EventData.Track track(long id, int label) {
        return new EventData.Track(id, name(label));
    }

    void emit(RuleEvent event) {
        events.happened(event);
    }
}
