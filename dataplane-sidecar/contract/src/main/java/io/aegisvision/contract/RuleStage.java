package io.aegisvision.contract;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule; exactly one of {@code dwell} to {@code composite} is present. Durations are media time.
 *
 * @param name the stage's name, unique in the pipeline
 * @param revision short hex digest of the rule's own definition: episodes survive a reload in which it is unchanged
 * @param from the tracker's name
 * @param subject which boxes count, and which point stands for the object
 */
public record RuleStage(
        String name,
        String revision,
        String from,
        Subject subject,
        @Nullable Dwell dwell,
        @Nullable LineCross lineCross,
        @Nullable Occupancy occupancy,
        @Nullable ZoneCross zoneCross,
        @Nullable Flow flow,
        @Nullable Direction direction,
        @Nullable Speed speed,
        @Nullable Abandoned abandoned,
        @Nullable Composite composite) {

    /** A rule of this kind. */
    public RuleStage(String name, String revision, String from, Subject subject, Kind kind) {
        this(
                name,
                revision,
                from,
                subject,
                kind instanceof Dwell it ? it : null,
                kind instanceof LineCross it ? it : null,
                kind instanceof Occupancy it ? it : null,
                kind instanceof ZoneCross it ? it : null,
                kind instanceof Flow it ? it : null,
                kind instanceof Direction it ? it : null,
                kind instanceof Speed it ? it : null,
                kind instanceof Abandoned it ? it : null,
                kind instanceof Composite it ? it : null);
    }

    /**
     * The one kind that is present.
     *
     * @throws IllegalArgumentException when there is none, or more than one
     */
    public Kind kind() {
        List<Kind> present = Stream.<@Nullable Kind>of(
                        dwell, lineCross, occupancy, zoneCross, flow, direction, speed, abandoned, composite)
                .filter(Objects::nonNull)
                .map(Kind.class::cast)
                .toList();
        if (present.size() != 1) {
            throw new IllegalArgumentException("rule " + name + " must be of exactly one kind, not " + present.size());
        }
        return present.getFirst();
    }

    /** The same rule under another revision. */
    public RuleStage withRevision(String other) {
        return new RuleStage(name, other, from, subject, kind());
    }

    /**
     * Which boxes count.
     *
     * @param labels classes that count; empty counts all
     * @param anchor the box's reference point
     * @param minScorePercent a box with a lower score is not seen by the rule, 0..100
     * @param minOverlapPercent least share of the box's area inside the zone for the object to be inside, 0..100
     */
    public record Subject(List<String> labels, Anchor anchor, int minScorePercent, int minOverlapPercent) {
        /** Every class, by the lower edge. */
        public static final Subject ANY = new Subject(List.of(), Anchor.BottomCenter, 0, 0);

        public Subject {
            labels = Lists.copy(labels);
        }
    }

    /** Which point of a box stands for the object. */
    public enum Anchor {
        /** Middle of the lower edge: where the object touches the ground. */
        BottomCenter,
        /** Middle of the box. */
        Center
    }

    /** What a rule looks for. */
    public sealed interface Kind {
        /** Name of the stream's zone that it needs, or null. */
        default @Nullable String zone() {
            return null;
        }

        /** Name of the stream's line that it needs, or null. */
        default @Nullable String line() {
            return null;
        }

        /**
         * Whether it says something about one track, and not about a zone or a stream as a whole. (Not named as a property:
         * it is no part of the JSON.)
         */
        default boolean ofTracks() {
            return true;
        }
    }

    /** A kind that judges motion: it needs several observations within {@link #windowMillis}. */
    public sealed interface Motion extends Kind {
        /** Least observations within a window. */
        int LEAST_OBSERVATIONS = 3;

        /** Motion is judged over this time, above 0. */
        long windowMillis();
    }

    /** Which crossings of a line are events, seen along the order of the line's points. */
    public enum CrossDirection {
        LeftToRight,
        RightToLeft,
        Both
    }

    /**
     * Fires once per stay, at the first observation with elapsed time of at least {@code durationMillis}.
     *
     * @param zone the zone's name in the stream
     * @param durationMillis time inside after which it fires, above 0
     * @param exitAfterMillis outside or unseen for longer than this ends the stay
     * @param repeatMillis it fires again each time that so much more has passed; 0: once only
     */
    public record Dwell(String zone, long durationMillis, long exitAfterMillis, long repeatMillis) implements Kind {}

    /**
     * @param line the line's name in the stream
     * @param direction which crossings are events
     */
    public record LineCross(String line, CrossDirection direction) implements Kind {}

    /**
     * Raised when more than {@code above} distinct confirmed tracks stay in the zone for {@code forMillis}; re-arms
     * (cleared) at {@code above - hysteresis} or fewer.
     *
     * @param zone the zone's name in the stream
     * @param above threshold, 0 or more
     * @param forMillis how long it must stay above, 0 or more
     * @param hysteresis 0..above
     */
    public record Occupancy(String zone, int above, long forMillis, int hysteresis) implements Kind {
        @Override
        public boolean ofTracks() {
            return false;
        }
    }

    /** Which transitions are events. */
    public enum Transition {
        Enter,
        Exit,
        Both
    }

    /**
     * A track goes into a zone or out of it.
     *
     * @param zone the zone's name in the stream
     * @param transition which of both are events
     * @param enterAfterMillis so long inside before it counts as entered
     * @param exitAfterMillis outside or unseen for longer than this ends the stay
     * @param firstSeenInside whether a track that is first seen inside counts as entered
     */
    public record ZoneCross(
            String zone, Transition transition, long enterAfterMillis, long exitAfterMillis, boolean firstSeenInside)
            implements Kind {}

    /**
     * Distinct tracks that entered a zone within a window. Without a threshold the number is told at the end of each whole
     * window of media time; with one, it is raised above it and cleared at {@code above - hysteresis} or fewer.
     *
     * @param zone the zone's name in the stream
     * @param windowMillis the window, above 0
     * @param above the threshold, or null
     * @param hysteresis 0..above
     * @param enterAfterMillis so long inside before it counts as entered
     * @param exitAfterMillis outside or unseen for longer than this ends the stay
     */
    public record Flow(
            String zone,
            long windowMillis,
            @Nullable Integer above,
            int hysteresis,
            long enterAfterMillis,
            long exitAfterMillis)
            implements Kind {
        @Override
        public boolean ofTracks() {
            return false;
        }
    }

    /** Which motion is an event. */
    public enum Heading {
        /** More than the angle away from the given direction: the wrong way. */
        Deviates,
        /** At most the angle away from it. */
        Follows
    }

    /**
     * The mean motion over a window, compared with the direction of a line from its first point to its second.
     *
     * @param line the line's name in the stream
     * @param heading which motion is an event
     * @param angleDegrees 1..179
     * @param windowMillis motion is judged over this time
     * @param minTravelPercent less motion within the window says nothing; share of the frame's diagonal, 1..100
     * @param zone only inside this zone of the stream, or null
     */
    public record Direction(
            String line,
            Heading heading,
            int angleDegrees,
            long windowMillis,
            int minTravelPercent,
            @Nullable String zone)
            implements Motion {}

    /**
     * Faster on the ground than a limit, by more than the uncertainty of the measurement. Needs the stream's ground.
     *
     * @param aboveKilometresPerHour the limit, 1..500
     * @param windowMillis speed is measured over this time
     * @param zone only inside this zone of the stream, or null
     */
    public record Speed(
            int aboveKilometresPerHour,
            long windowMillis,
            @Nullable String zone) implements Motion {}

    /**
     * Still, with no owner near, for a time.
     *
     * @param durationMillis how long, above 0
     * @param exitAfterMillis moved or attended for longer than this ends it
     * @param radiusPercent how far from its slowly moving average it may be, share of the frame's diagonal, 1..100
     * @param ownerLabels classes of owners; empty: it needs none to be abandoned
     * @param ownerDistancePercent an owner nearer than this attends it, share of the frame's diagonal, 1..100
     * @param passByMillis an owner near for less than this only passes by
     * @param zone only inside this zone of the stream, or null
     */
    public record Abandoned(
            long durationMillis,
            long exitAfterMillis,
            int radiusPercent,
            List<String> ownerLabels,
            int ownerDistancePercent,
            long passByMillis,
            @Nullable String zone)
            implements Kind {
        public Abandoned {
            ownerLabels = Lists.copy(ownerLabels);
        }
    }

    /** How a composite joins its rules. */
    public enum Operator {
        /** All active, now or within the time before. */
        All,
        /** Any active, now or within the time before. */
        Any,
        /** None active, now and for the time before. */
        None,
        /** Each began after the one before it, which had been active no longer ago than the time. */
        Sequence
    }

    /** For whom a composite's rules must hold together. */
    public enum Scope {
        /** One track: only rules of tracks. */
        Track,
        /** One zone: only rules of that zone. */
        Zone,
        /** The stream. */
        Stream
    }

    /**
     * Joins the state of other rules: each is active from the event that begins it to the one that ends it, or for an
     * instant.
     *
     * @param of names of rules that stand earlier and read the same tracker
     * @param withinMillis 0 or more
     */
    public record Composite(Operator operator, List<String> of, long withinMillis, Scope scope) implements Kind {
        public Composite {
            of = Lists.copy(of);
        }

        @Override
        public boolean ofTracks() {
            return scope == Scope.Track;
        }
    }
}
