package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the video comes from, what runs on it, and where its zones and lines lie. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = PointsRules.ZONES_HAVE_THREE, fieldPath = ".zones", message = PointsRules.ZONES_MESSAGE)
@ValidationRule(value = PointsRules.LINES_HAVE_TWO, fieldPath = ".lines", message = PointsRules.LINES_MESSAGE)
public record StreamSpec(
        @JsonPropertyDescription("The Pipeline to run.") @Required
        NameRef pipelineRef,

        @JsonPropertyDescription("Where the video comes from.") @Required
        Source source,

        @JsonPropertyDescription("Named areas of the picture that rules refer to.") @Size(max = StreamSpec.SHAPES)
        List<Shape> zones,

        @JsonPropertyDescription("Named lines in the picture that rules refer to.") @Size(max = StreamSpec.SHAPES)
        List<Shape> lines,

        @JsonPropertyDescription("Where the ground lies, for rules that measure on it; absent: unknown.") @Nullable
        Ground ground,

        @JsonPropertyDescription("True: the stream is stopped and takes no place in a cell.") @Default("false")
        boolean suspend) {
    /** Most zones, and most lines. */
    public static final int SHAPES = 32;

    public StreamSpec {
        zones = Lists.copy(zones);
        lines = Lists.copy(lines);
    }

    /** Transport of RTP. */
    public enum Transport {
        TCP,
        UDP
    }

    /** Where the video comes from; exactly one of rtsp, http and file. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "[has(self.rtsp), has(self.http), has(self.file)].filter(x, x).size() == 1",
            message =
                    "source: write exactly one of rtsp, http, file; for example rtsp: {url: rtsp://camera.example/main}")
    public record Source(
            @JsonPropertyDescription("A camera.") @Nullable Rtsp rtsp,

            @JsonPropertyDescription("A web server: a live HLS playlist or transport stream, or a recording.") @Nullable
            Http http,

            @JsonPropertyDescription("A file that the cell can read.") @Nullable
            File file) {}

    /** A camera. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "!self.url.contains('@')",
            fieldPath = ".url",
            message = "url: write no user or password into the address; use credentialsSecretRef")
    @ValidationRule(
            value = "self.url.matches('^rtsps?://[^/@ ]+(/[^@ ]*)?$') || self.url.contains('@')",
            fieldPath = ".url",
            message = "url: write rtsp://HOST[:PORT]/PATH")
    public record Rtsp(
            @JsonPropertyDescription("Address, without user and password.")
            @Required
            @Size(min = 1, max = Formats.URI_LENGTH)
            String url,

            @JsonPropertyDescription("Transport of RTP.") @Default("TCP")
            Transport transport,

            @JsonPropertyDescription("Secret with the keys username and password; absent: none.") @Nullable
            NameRef credentialsSecretRef) {}

    /** A web server. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "!self.url.matches('^[a-z]*://[^/?#]*@')",
            fieldPath = ".url",
            message = "url: write no user or password into the address; use credentialsSecretRef")
    @ValidationRule(
            value = "self.url.matches('^https?://[^/@?# ]+([/?][^ ]*)?$') || self.url.matches('^[a-z]*://[^/?#]*@')",
            fieldPath = ".url",
            message = "url: write http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH")
    public record Http(
            @JsonPropertyDescription(
                    "Address, without user and password: an HLS playlist, an MPEG transport stream, or an MP4, Matroska or WebM file. It is played at the speed of its timestamps; a recording ends, anything else is opened again.")
            @Required
            @Size(min = 1, max = Formats.URI_LENGTH)
            String url,

            @JsonPropertyDescription(
                    "Secret with the keys username and password, for basic authentication; absent: none.")
            @Nullable
            NameRef credentialsSecretRef) {}

    /** A file. */
    @ValidationRule(
            value = "self.uri.matches('^file:///[^ ]+$')",
            fieldPath = ".uri",
            message = "uri: write file:///PATH as the data plane's container sees it")
    public record File(
            @JsonPropertyDescription("file:///PATH as the data plane's container sees it.")
            @Required
            @Size(min = 1, max = Formats.URI_LENGTH)
            String uri,

            @JsonPropertyDescription("True: start again at the end.") @Default("false")
            boolean loop,

            @JsonPropertyDescription("True: at the speed of its timestamps; false: as fast as possible.")
            @Default("true")
            boolean paced) {}

    /** A zone or line, in fractions of the display frame. */
    @ValidationRule(value = PointsRules.NOT_FLAT, fieldPath = ".points", message = PointsRules.NOT_FLAT_MESSAGE)
    @ValidationRule(value = PointsRules.ARE_PAIRS, fieldPath = ".points", message = PointsRules.ARE_PAIRS_MESSAGE)
    public record Shape(
            @JsonPropertyDescription("Name, unique among the stream's zones, or lines.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String name,

            @JsonPropertyDescription(
                    "Points as x,y pairs separated by spaces, in fractions of the display frame from its upper left corner: \"0.12,0.80 0.40,0.78 0.44,0.95\".")
            @Required
            @Size(min = 3, max = 512)
            String points) {}

    /** Four points of the picture and where they lie on the ground. */
    @ValidationRule(
            value = PointsRules.FOUR_POINTS,
            fieldPath = ".points",
            message = "points: the ground needs four x,y pairs between 0 and 1, separated by one space")
    @ValidationRule(
            value = PointsRules.FOUR_METRES,
            fieldPath = ".metres",
            message =
                    "metres: the ground needs four x,y pairs in metres, separated by one space: \"0,0 6,0 6,20 0,20\"")
    public record Ground(
            @JsonPropertyDescription(
                    "Corners of a quadrilateral without a dent, in order, as x,y pairs separated by spaces, in fractions of the display frame.")
            @Required
            @Size(min = 15, max = 128)
            String points,

            @JsonPropertyDescription(
                    "The same corners in metres, of any rectangular grid on the ground: \"0,0 6,0 6,20 0,20\".")
            @Required
            @Size(min = 15, max = 128)
            String metres) {}
}
