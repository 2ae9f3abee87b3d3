package io.aegisvision.dataplane.bench.clocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Percentiles as pictures: across, one in how many is above; up, milliseconds. */
final class Plots {
    private static final double MILLI = 1e6;
    /** Fewer values than this above a percentile do not tell it. */
    private static final int LEAST_ABOVE = 5;

    private static final Pattern DIGITS = Pattern.compile("(\\d+\\.\\d)\\d+");

    private Plots() {}

    static void write(Path folder, Measured measured) throws IOException {
        if (measured.clocks().isEmpty()) {
            return;
        }
        XYChart chart = new XYChartBuilder()
                .width(760)
                .height(400)
                .title(measured.title())
                .xAxisTitle("one in how many is slower")
                .yAxisTitle("ms")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        for (Clock clock : measured.clocks()) {
            Histogram all = clock.whole();
            List<Double> across = new ArrayList<>();
            List<Double> up = new ArrayList<>();
            for (HistogramIterationValue value : all.percentiles(5)) {
                double above = 1 - value.getPercentileLevelIteratedTo() / 100;
                if (above * all.getTotalCount() >= LEAST_ABOVE) {
                    across.add(1 / above);
                    up.add(value.getValueIteratedTo() / MILLI);
                }
            }
            chart.addSeries(clock.name(), across, up).setMarker(SeriesMarkers.NONE);
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(measured.plot() + ".svg");
        VectorGraphicsEncoder.saveVectorGraphic(
                chart, folder.resolve(measured.plot()).toString(), VectorGraphicsFormat.SVG);
        // letters are drawn as outlines, with more digits than a screen has
        Files.writeString(file, DIGITS.matcher(Files.readString(file)).replaceAll("$1"));
    }
}
