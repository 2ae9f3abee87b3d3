package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.report.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** HOTA, IDF1 and switches of ours and of the original implementations, at the full rate and below. */
final class QualityFigures {
    /** Every frame, every second, third and sixth: 30, 15, 10 and 5 frames a second of 30. */
    private static final int[] STEPS = {1, 2, 3, 6};
    /** One frame of so many, any of them: 15, 10 and 5 a second on average. */
    private static final int[] IRREGULAR = {2, 3, 6};

    private static final long SEED = 2026;
    /** Points of HOTA and IDF1 that ours may differ by from the original at the full rate. */
    private static final double SAME = .1;

    private final Run run;
    private final List<Peer> peers;

    QualityFigures(Run run, List<Peer> peers) {
        this.run = run;
        this.peers = peers;
    }

    List<Figure> measure(List<Sequence> sequences) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (Sequence sequence : sequences) {
            for (int step : STEPS) {
                both(sequence.every(step), step == 1, figures);
            }
            for (int step : IRREGULAR) {
                both(sequence.irregular(step, SEED), false, figures);
            }
        }
        return figures;
    }

    private void both(Sequence sequence, boolean full, List<Figure> figures) throws IOException, InterruptedException {
        pair(sequence, full, Peer.OURS, Peer.REFERENCE, figures);
        pair(sequence, full, Peer.OUR_OC_SORT, Peer.REFERENCE_OC_SORT, figures);
    }

    private void pair(Sequence sequence, boolean full, Peer ours, Peer reference, List<Figure> figures)
            throws IOException, InterruptedException {
        Score our = score(sequence, ours, figures);
        if (!peers.contains(reference)) {
            return;
        }
        Score their = score(sequence, reference, figures);
        if (full) {
            figures.add(difference(sequence, "HOTA", ours, our.hota(), their.hota()));
            figures.add(difference(sequence, "IDF1", ours, our.idf1(), their.idf1()));
        }
    }

    private Score score(Sequence sequence, Peer peer, List<Figure> figures) throws IOException, InterruptedException {
        Score score = Score.of(sequence, run.tracks(peer, sequence));
        String name = "%s at %.3g frames a second: %s".formatted(sequence.name(), sequence.rate(), peer.name());
        String note = "IDF1 %.2f, MOTA %.2f, %d switches, %d ids"
                .formatted(score.idf1(), score.mota(), score.switches(), score.ids());
        System.out.printf("%-80s HOTA %.2f, %s%n", name, score.hota(), note);
        figures.add(Figure.of(name + ", HOTA", "%", List.of(score.hota()), note));
        figures.add(Figure.of(name + ", id switches", "", List.of((double) score.switches()), ""));
        return score;
    }

    /** ByteTrack is the original's; our OC-SORT is another in its confirmations and may only not be worse. */
    private static Figure difference(Sequence sequence, String what, Peer ours, double our, double their) {
        double less = ours == Peer.OURS ? Math.abs(our - their) : their - our;
        return Figure.of(
                        "%s, %s: %s that its original has more".formatted(sequence.name(), ours.name(), what),
                        "points",
                        List.of(less),
                        "ours %.2f, original %.2f".formatted(our, their)
                                + (ours == Peer.OURS ? "; as an absolute value" : ""))
                .atMost(SAME);
    }
}
