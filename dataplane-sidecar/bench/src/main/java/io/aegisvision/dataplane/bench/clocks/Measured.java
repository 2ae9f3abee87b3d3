package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.report.Figure;
import java.util.List;

/**
 * What a part of the bench gave.
 *
 * @param figures in the order of the page
 * @param plot file name of its picture without the ending; empty for none
 * @param title of the picture
 * @param clocks what the picture shows
 */
record Measured(List<Figure> figures, String plot, String title, List<Clock> clocks) {
    Measured(List<Figure> figures) {
        this(figures, "", "", List.of());
    }
}
