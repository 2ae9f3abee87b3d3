package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns tracks into events; exactly one kind of rule. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value =
                "[has(self.dwell), has(self.lineCross), has(self.occupancy), has(self.zoneCross), has(self.flow), has(self.direction), has(self.speed), has(self.abandoned), has(self.composite)].filter(x, x).size() == 1",
        message =
                "rule: write exactly one of dwell, lineCross, occupancy, zoneCross, flow, direction, speed, abandoned, composite")
public record RuleSpec(
        @JsonPropertyDescription("An object stays in a zone.") @Nullable
        Dwell dwell,

        @JsonPropertyDescription("An object crosses a line.") @Nullable
        LineCross lineCross,

        @JsonPropertyDescription("Many objects are in a zone.") @Nullable
        Occupancy occupancy,

        @JsonPropertyDescription("An object goes into a zone, or out of it.") @Nullable
        ZoneCross zoneCross,

        @JsonPropertyDescription("How many objects enter a zone in a time.") @Nullable
        Flow flow,

        @JsonPropertyDescription("An object moves the wrong way, or the given one.") @Nullable
        Direction direction,

        @JsonPropertyDescription("An object is faster on the ground than a limit.") @Nullable
        Speed speed,

        @JsonPropertyDescription("An object is left alone.") @Nullable
        Abandoned abandoned,

        @JsonPropertyDescription("Other rules hold together; from names them.") @Nullable
        Composite composite) {
    /** Which point of a box stands for the object. */
    public enum Anchor {
        BottomCenter,
        Center
    }

    /** Which crossings are events, seen along the order of the line's points. */
    public enum CrossDirection {
        LeftToRight,
        RightToLeft,
        Both
    }

    /** Which transitions are events. */
    public enum Transition {
        Enter,
        Exit,
        Both
    }

    /** Which motion is an event. */
    public enum Heading {
        Deviates,
        Follows
    }

    /** How a composite joins its rules. */
    public enum Operator {
        All,
        Any,
        None,
        Sequence
    }

    /** For whom a composite's rules must hold together. */
    public enum Scope {
        Track,
        Zone,
        Stream
    }

    /** Fires once per stay, when it has lasted for the duration. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Dwell(
            @JsonPropertyDescription("Name of the zone in each Stream.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("How long a stay must last; stream time.")
            @Required
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String duration,

            @JsonPropertyDescription("Outside or unseen for longer ends the stay; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String exitAfter,

            @JsonPropertyDescription(
                    "It fires again each time that so much more has passed; stream time; 0s: once only.")
            @Default("0s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String repeatEvery,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent,

            @JsonPropertyDescription("Least share of the box inside the zone for the object to be inside, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minOverlapPercent) {
        public Dwell {
            labels = Lists.copy(labels);
        }
    }

    /** Fires once per crossing. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record LineCross(
            @JsonPropertyDescription("Name of the line in each Stream.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String line,

            @JsonPropertyDescription("Which crossings count, seen along the order of the line's points.")
            @Default("Both")
            CrossDirection direction,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent) {
        public LineCross {
            labels = Lists.copy(labels);
        }
    }

    /** Raised above a number of objects for a time; cleared at that number less the hysteresis, or fewer. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "self.hysteresis <= self.above",
            fieldPath = ".hysteresis",
            message = "hysteresis: must not be above `above`, or the alarm never clears")
    public record Occupancy(
            @JsonPropertyDescription("Name of the zone in each Stream.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Raised when more objects than this are inside, 0 to 10000.")
            @Required
            @Min(0)
            @Max(10_000)
            int above,

            @JsonPropertyDescription("How long there must be more; stream time.")
            @JsonProperty("for")
            @Default("5s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String forDuration,

            @JsonPropertyDescription("It clears at `above` less this, or fewer; 0 to `above`.")
            @Default("0")
            @Min(0)
            @Max(10_000)
            int hysteresis,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent,

            @JsonPropertyDescription("Least share of the box inside the zone for the object to be inside, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minOverlapPercent) {
        public Occupancy {
            labels = Lists.copy(labels);
        }
    }

    /** Fires where an object goes into a zone, or out of it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ZoneCross(
            @JsonPropertyDescription("Name of the zone in each Stream.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Which transitions are events.") @Default("Both")
            Transition transition,

            @JsonPropertyDescription("Inside for so long before it counts as entered; stream time.")
            @Default("0s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String enterAfter,

            @JsonPropertyDescription("Outside or unseen for longer ends the stay; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String exitAfter,

            @JsonPropertyDescription("True: an object that is first seen inside counts as entered.") @Default("false")
            boolean firstSeenInside,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent,

            @JsonPropertyDescription("Least share of the box inside the zone for the object to be inside, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minOverlapPercent) {
        public ZoneCross {
            labels = Lists.copy(labels);
        }
    }

    /** Distinct objects that entered a zone within a window: told after each whole window, or an alarm above a number. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "!has(self.above) || self.hysteresis <= self.above",
            fieldPath = ".hysteresis",
            message = "hysteresis: must not be above `above`, or the alarm never clears")
    public record Flow(
            @JsonPropertyDescription("Name of the zone in each Stream.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Over which time entries are counted, at most 24h; stream time.")
            @Required
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String window,

            @JsonPropertyDescription(
                    "Raised when more objects than this entered within the window before now, 0 to 10000; absent: the number is told after each whole window.")
            @Nullable
            @Min(0)
            @Max(10_000)
            Integer above,

            @JsonPropertyDescription("It clears at `above` less this, or fewer; 0 to `above`.")
            @Default("0")
            @Min(0)
            @Max(10_000)
            int hysteresis,

            @JsonPropertyDescription("Inside for so long before it counts as entered; stream time.")
            @Default("0s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String enterAfter,

            @JsonPropertyDescription("Outside or unseen for longer ends the stay; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String exitAfter,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent,

            @JsonPropertyDescription("Least share of the box inside the zone for the object to be inside, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minOverlapPercent) {
        public Flow {
            labels = Lists.copy(labels);
        }
    }

    /** Fires where the motion of an object over a window deviates from a line's direction, or follows it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Direction(
            @JsonPropertyDescription(
                    "Name of the line in each Stream whose direction, from its first point to its second, is the right one.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String line,

            @JsonPropertyDescription(
                    "Deviates: more than the angle away from it is an event; Follows: at most the angle.")
            @Default("Deviates")
            Heading heading,

            @JsonPropertyDescription("Angle between the motion and the line, in degrees of the picture, 1 to 179.")
            @Default("90")
            @Min(1)
            @Max(179)
            int angleDegrees,

            @JsonPropertyDescription("Over which time motion is judged; stream time.")
            @Default("1s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String window,

            @JsonPropertyDescription(
                    "Less motion within the window says nothing; percent of the picture's diagonal, 1 to 100.")
            @Default("3")
            @Min(1)
            @Max(100)
            int minTravelPercent,

            @JsonPropertyDescription("Only inside this zone of each Stream; absent: everywhere.")
            @Nullable
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent) {
        public Direction {
            labels = Lists.copy(labels);
        }
    }

    /** Fires where an object is faster on the ground than a limit, by more than the uncertainty. Each Stream needs its ground. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Speed(
            @JsonPropertyDescription("The limit, 1 to 500 kilometres per hour.") @Required @Min(1) @Max(500)
            int aboveKilometresPerHour,

            @JsonPropertyDescription("Over which time speed is measured; stream time.")
            @Default("1s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String window,

            @JsonPropertyDescription("Only inside this zone of each Stream; absent: everywhere.")
            @Nullable
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent) {
        public Speed {
            labels = Lists.copy(labels);
        }
    }

    /** Fires where an object is still, with no owner near, for a time. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Abandoned(
            @JsonPropertyDescription("For how long; stream time.")
            @Required
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String duration,

            @JsonPropertyDescription("Moved or attended for longer ends it; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String exitAfter,

            @JsonPropertyDescription(
                    "How far from its slowly moving average it may be; percent of the picture's diagonal, 1 to 100.")
            @Default("2")
            @Min(1)
            @Max(100)
            int radiusPercent,

            @JsonPropertyDescription("Labels of owners; absent or empty: objects have none.")
            @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> ownerLabels,

            @JsonPropertyDescription(
                    "An owner nearer than this attends it; percent of the picture's diagonal, 1 to 100.")
            @Default("10")
            @Min(1)
            @Max(100)
            int ownerDistancePercent,

            @JsonPropertyDescription("An owner near for less only passes by; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String passBy,

            @JsonPropertyDescription("Only inside this zone of each Stream; absent: everywhere.")
            @Nullable
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String zone,

            @JsonPropertyDescription("Labels that count; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels,

            @JsonPropertyDescription("Which point of the box counts.") @Default("BottomCenter")
            Anchor anchor,

            @JsonPropertyDescription("A box with a lower score is not seen by this rule, 0 to 100.")
            @Default("0")
            @Min(0)
            @Max(100)
            int minScorePercent) {
        public Abandoned {
            labels = Lists.copy(labels);
            ownerLabels = Lists.copy(ownerLabels);
        }
    }

    /** Fires where the rules that `from` names hold together. */
    public record Composite(
            @JsonPropertyDescription(
                    "All or Any: active now or within the time before; None: not active for that time; Sequence: each begins after the one before it, which was active no longer ago than that.")
            @Required
            Operator operator,

            @JsonPropertyDescription("The time; stream time.")
            @Default("0s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String within,

            @JsonPropertyDescription(
                    "Track: for one object, only rules of objects; Zone: only rules of the same zone; Stream: any.")
            @Default("Track")
            Scope scope) {}
}
