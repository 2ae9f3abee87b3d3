package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EvidenceData.Lost;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.EvidenceStage.Clip;
import io.aegisvision.dataplane.video.ClipWriter;
import io.aegisvision.dataplane.video.Cut;
import io.aegisvision.dataplane.video.FrameGrabber;
import io.aegisvision.dataplane.video.JpegEncoder;
import io.aegisvision.dataplane.video.PacketRing;
import io.aegisvision.dataplane.video.PacketSpan;
import io.aegisvision.dataplane.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the files of one event from what its stream keeps. Blocks on decoder and disk: for the desk's own thread. */
final class EvidenceMaker {
    /** What became of one. */
    sealed interface Made {
        /** A file that is ready to be stored. */
        record Ready(Path file, String mediaType, long begin, long end, boolean redacted) implements Made {}

        /** There is none. */
        record Not(Lost why) implements Made {}
    }

    private EvidenceMaker() {}

    /** The frame that shows the track best; the deciding one where that was asked for, or there is no track. */
    static Made snapshot(Noted noted, KeptEvidence.Plan plan, KeptEvidence.Memory memory, Path file)
            throws IOException {
        PacketRing ring = memory.ring();
        long time = noted.track() < 0 || plan.stage().snapshot() == EvidenceStage.Frame.Decided
                ? noted.decidedAt()
                : memory.seen()
                        .best(noted.epoch(), noted.tracker(), noted.track(), ring.showableFrom(noted.epoch()))
                        .orElse(noted.decidedAt());
        Optional<RgbImage> picture;
        switch (ring.cut(noted.epoch(), time, time, time)) {
            case Cut.Missing(Cut.Why why) -> {
                return new Made.Not(lost(why));
            }
            case Cut.Found(PacketSpan span) -> {
                try (span) {
                    picture = FrameGrabber.at(span, time);
                }
            }
        }
        if (picture.isEmpty()) {
            return new Made.Not(Lost.NotDecodable);
        }
        EvidenceStage.@Nullable Redact redact = plan.stage().redact();
        if (redact != null) {
            picture = new Redaction(redact, plan.stream()).paint(picture.get(), memory.seen(), noted.epoch(), time);
            if (picture.isEmpty()) {
                return new Made.Not(Lost.NoDetections);
            }
        }
        Files.write(file, JpegEncoder.encode(picture.get()));
        return new Made.Ready(file, "image/jpeg", time, time, redact != null);
    }

    /** The video around what happened. */
    static Made clip(Noted noted, Clip clip, KeptEvidence.Plan plan, KeptEvidence.Memory memory, Path file) {
        if (plan.stage().redact() != null) {
            return new Made.Not(Lost.RedactionNotSupported);
        }
        Cut cut = memory.ring()
                .cut(
                        noted.epoch(),
                        noted.at() - clip.beforeMillis() * 1000,
                        noted.at(),
                        noted.decidedAt() + clip.afterMillis() * 1000);
        return switch (cut) {
            case Cut.Missing(Cut.Why why) -> new Made.Not(lost(why));
            case Cut.Found(PacketSpan span) -> {
                try (span) {
                    yield switch (ClipWriter.write(span, file)) {
                        case ClipWriter.Outcome.Refused _ -> new Made.Not(Lost.CodecNotSupported);
                        case ClipWriter.Outcome.Written(long begin, long end) ->
                            new Made.Ready(file, "video/mp4", begin, end, false);
                    };
                }
            }
        };
    }

    private static Lost lost(Cut.Why why) {
        return switch (why) {
            case NOT_KEPT -> Lost.NotKept;
            case NO_KEY_FRAME -> Lost.NoKeyFrame;
        };
    }
}
