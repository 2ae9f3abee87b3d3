package io.aegisvision.dataplane.bench;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.InferenceListener;
import io.aegisvision.dataplane.app.stream.StageTimes;
import io.aegisvision.dataplane.rules.RuleEvent;

/** Hears everything of a stream that is measured, and says nothing. */
public final class Quiet implements EventOutlet, InferenceListener, StageTimes {
    @Override
    public void append(String streamUid, RuleEvent event, EventData data) {}

    @Override
    public void sync() {}

    @Override
    public void answered(String digest, long nanos, boolean nothingFound) {}

    @Override
    public void failed(String digest) {}

    @Override
    public void scaled(long nanos) {}

    @Override
    public void inferred(long nanos) {}

    @Override
    public void analysed(long nanos) {}

    @Override
    public void called(long nanos) {}

    @Override
    public void eventful(long nanos) {}
}
