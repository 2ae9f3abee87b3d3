package io.aegisvision.api.v1alpha1;

/**
 * Rules of a pipeline's graph, in CEL. Each looks at all stages; sizes are bounded, so that together they stay within
 * the API server's cost budget.
 */
final class StageRules {
    static final String UNIQUE = "self.stages.all(s, self.stages.exists_one(t, t.name == s.name))";
    static final String UNIQUE_MESSAGE = "stages: two stages have the same name";

    static final String ONE_SAMPLE = "self.stages.filter(s, has(s.sample)).size() == 1";

    static final String KEYFRAMES =
            "!self.stages.exists(s, has(s.sample) && has(s.sample.keyframesOnly) && s.sample.keyframesOnly)"
                    + " || self.stages.all(s, !has(s.rule) || !(has(s.rule.lineCross) || has(s.rule.zoneCross)"
                    + " || has(s.rule.flow) || has(s.rule.direction) || has(s.rule.speed)))";
    static final String KEYFRAMES_MESSAGE =
            "stages: lineCross, zoneCross, flow, direction and speed need more frames than keyframesOnly gives; "
                    + "write sample: {framesPerSecond: 10}";

    static final String ONE_TIER =
            "[has(self.framesPerSecond), has(self.interval), has(self.keyframesOnly) && self.keyframesOnly]"
                    + ".filter(x, x).size() == 1";
    static final String INTERVAL = "!has(self.interval) || (duration(self.interval) >= duration('1s')"
            + " && duration(self.interval) <= duration('1h'))";

    static final String HAS_DETECT = "self.stages.exists(s, has(s.detect))";
    static final String HAS_DETECT_MESSAGE =
            "stages: at least one stage must be a detect, for example {name: objects, detect: {modelRef: {name:"
                    + " street}}}";

    static final String EARLIER =
            "self.stages.all(i, s, !has(s.from) ||" + " s.from.all(f, self.stages.exists(j, t, j < i && t.name == f)))";
    static final String EARLIER_MESSAGE = "stages: from must name stages that stand earlier in the list";

    static final String DETECT_READS = "self.stages.all(i, s, !has(s.detect) || (has(s.from) && size(s.from) > 0"
            + " ? size(s.from) == 1 && self.stages.exists(t, t.name == s.from[0] && has(t.sample))"
            + " : self.stages.exists(j, t, j < i && has(t.sample))))";

    static final String TRACK_READS = "self.stages.all(i, s, !has(s.track) || (has(s.from) && size(s.from) > 0"
            + " ? size(s.from) == 1 && self.stages.exists(t, t.name == s.from[0] && has(t.detect))"
            + " : self.stages.exists(j, t, j < i && has(t.detect))))";

    static final String RULE_READS =
            "self.stages.all(i, s, !has(s.rule) || has(s.rule.composite) || (has(s.from) && size(s.from) > 0"
                    + " ? size(s.from) == 1 && self.stages.exists(t, t.name == s.from[0] && has(t.track))"
                    + " : self.stages.exists(j, t, j < i && has(t.track))))";

    static final String COMPOSITE_READS = "self.stages.all(s, !has(s.rule) || !has(s.rule.composite) || (has(s.from)"
            + " && size(s.from) > 0 && s.from.all(f, self.stages.exists(t, t.name == f && has(t.rule)))))";

    static final String SINK_READS = "self.stages.all(i, s, !has(s.sink) || (has(s.from) && size(s.from) > 0"
            + " ? s.from.all(f, self.stages.exists(t, t.name == f && has(t.rule)))"
            + " : self.stages.exists(j, t, j < i && has(t.rule))))";

    static final String EVIDENCE_READS = "self.stages.all(i, s, !has(s.evidence) || (has(s.from) && size(s.from) > 0"
            + " ? s.from.all(f, self.stages.exists(t, t.name == f && has(t.rule)))"
            + " : self.stages.exists(j, t, j < i && has(t.rule))))";

    static final String ONE_EVIDENCE = "self.stages.filter(s, has(s.evidence)).size() <= 1";

    static final String ONE_TYPE =
            "[has(self.sample), has(self.detect), has(self.track), has(self.rule), has(self.sink), has(self.evidence)]"
                    + ".filter(x, x).size() == 1";
    static final String ONE_TYPE_MESSAGE =
            "'stage ' + self.name + ': write exactly one of sample, detect, track, rule, sink, evidence'";

    private StageRules() {}
}
