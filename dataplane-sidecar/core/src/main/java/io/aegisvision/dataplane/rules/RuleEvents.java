package io.aegisvision.dataplane.rules;

/** Who takes events. Called on the stream's thread, in the order of decision; must not block. */
@FunctionalInterface
public interface RuleEvents {
    /** Something happened. */
    void happened(RuleEvent event);
}
