package io.aegisvision.dataplane.rules;

import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.List;

/** Tracks by hand: one frame's confirmed tracks that are seen, and those that ended. */
final class ScriptedTracks implements Tracks {
    private record Seen(long id, int label, float x, float y, float size) {}

    private final List<Seen> seen = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();

    /** A box of this size (fraction of the display, both ways) whose bottom centre is at (x, y). */
    ScriptedTracks at(long id, int label, double x, double y, double size) {
        seen.add(new Seen(id, label, (float) x, (float) y, (float) size));
        return this;
    }

    ScriptedTracks at(long id, double x, double y) {
        return at(id, 0, x, y, .0625);
    }

    ScriptedTracks end(long id) {
        ended.add(id);
        return this;
    }

    @Override
    public int size() {
        return seen.size();
    }

    @Override
    public long id(int index) {
        return seen.get(index).id();
    }

    @Override
    public int label(int index) {
        return seen.get(index).label();
    }

    @Override
    public boolean seen(int index) {
        return true;
    }

    @Override
    public long lastSeenMicros(int index) {
        return 0;
    }

    @Override
    public long firstSeenMicros(int index) {
        return 0;
    }

    @Override
    public float score(int index) {
        return 1;
    }

    @Override
    public float x1(int index) {
        return seen.get(index).x() - seen.get(index).size() / 2;
    }

    @Override
    public float y1(int index) {
        return seen.get(index).y() - seen.get(index).size();
    }

    @Override
    public float x2(int index) {
        return seen.get(index).x() + seen.get(index).size() / 2;
    }

    @Override
    public float y2(int index) {
        return seen.get(index).y();
    }

    @Override
    public int endedSize() {
        return ended.size();
    }

    @Override
    public long endedId(int index) {
        return ended.get(index);
    }
}
