package io.aegisvision.rulecheck;

import io.aegisvision.dataplane.tracker.Tracks;
import io.aegisvision.rulecheck.Frames.Seen;
import java.util.List;
import java.util.Objects;

/** Confirmed tracks by hand. */
record FrameTracks(List<Seen> boxes, List<Long> gone, List<String> classes) implements Tracks {
    @Override
    public int size() {
        return boxes.size();
    }

    @Override
    public long id(int index) {
        return Objects.requireNonNull(boxes.get(index).id());
    }

    @Override
    public int label(int index) {
        return classes.indexOf(boxes.get(index).label());
    }

    @Override
    public boolean seen(int index) {
        return true;
    }

    @Override
    public long lastSeenMicros(int index) {
        throw new UnsupportedOperationException("rules keep their own times");
    }

    @Override
    public long firstSeenMicros(int index) {
        throw new UnsupportedOperationException("rules keep their own times");
    }

    @Override
    public float score(int index) {
        return (float) boxes.get(index).score();
    }

    @Override
    public float x1(int index) {
        return (float) boxes.get(index).x1();
    }

    @Override
    public float y1(int index) {
        return (float) boxes.get(index).y1();
    }

    @Override
    public float x2(int index) {
        return (float) boxes.get(index).x2();
    }

    @Override
    public float y2(int index) {
        return (float) boxes.get(index).y2();
    }

    @Override
    public int endedSize() {
        return gone.size();
    }

    @Override
    public long endedId(int index) {
        return gone.get(index);
    }
}
