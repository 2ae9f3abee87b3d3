package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceData.Item;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits for its evidence; kept on disk too, so that it gets its follow-up whatever happens.
 *
 * @param id the event's
 * @param type the event's
 * @param subject the event's
 * @param tracker that followed the track, or empty
 * @param track that it is about; -1 for none
 * @param at when it happened, microseconds
 * @param decidedAt the deciding frame
 * @param snapshot whether one is wanted
 * @param clip whether one is wanted
 */
record Noted(
        String id,
        String type,
        String subject,
        String stream,
        String epoch,
        String rule,
        boolean captureEstimated,
        String tracker,
        long track,
        long at,
        long decidedAt,
        boolean snapshot,
        boolean clip) {

    EvidenceData follow(@Nullable Item picture, @Nullable Item video) {
        return new EvidenceData(stream, epoch, rule, id, type, captureEstimated, picture, video);
    }

    /** Neither of what was wanted is to be had. */
    EvidenceData lost(EvidenceData.Lost why) {
        return follow(snapshot ? Item.lost(why) : null, clip ? Item.lost(why) : null);
    }
}
