package io.aegisvision.dataplane.bench.tracking;

import java.io.IOException;
import java.util.List;

/**
 * How good tracks are; percentages as the field gives them.
 *
 * @param hota higher order tracking accuracy
 * @param idf1 of Identity
 * @param mota of CLEAR
 * @param switches of CLEAR
 * @param ids tracks
 */
record Score(double hota, double idf1, double mota, int switches, int ids) {
    static Score of(Sequence sequence, List<Box> tracks) throws IOException {
        Comparison comparison = new Comparison(sequence.truth(), tracks, sequence.frames());
        Clear clear = Clear.of(comparison);
        return new Score(
                100 * Hota.of(comparison).hota(),
                100 * Identity.of(comparison).f1(),
                100 * clear.mota(),
                clear.switches(),
                comparison.tracks);
    }
}
