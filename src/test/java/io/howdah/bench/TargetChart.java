package io.howdah.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.Styler;

/**
 * The scoreboard as a picture: how much of its target each figure reaches, on a scale on which 1 is
 * the target, whether that is a lower or an upper bound.
 */
final class TargetChart {
  private static final Color MET = new Color(0x2A, 0x78, 0x5A);
  private static final Color MISSED = new Color(0xB8, 0x4A, 0x3A);

  private final CategoryChart chart;

  private TargetChart(CategoryChart chart) {
    this.chart = chart;
  }

  static TargetChart of(List<Comparison> comparisons) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(1200)
            .height(760)
            .title("What Howdah reaches of its targets (1 is the target, more is better)")
            .build();
    List<String> labels = new ArrayList<>();
    List<Double> met = new ArrayList<>();
    List<Double> missed = new ArrayList<>();
    for (Comparison row : comparisons) {
      if (!row.label().isEmpty()) {
        labels.add(row.label());
        double reached = Double.isFinite(row.ratio()) ? row.reached() : 0;
        met.add(row.isMet() ? reached : 0);
        missed.add(row.isMet() ? 0 : reached);
      }
    }
    style(chart.getStyler());
    if (!labels.isEmpty()) {
      chart.addSeries("met", labels, met);
      chart.addSeries("missed", labels, missed);
      chart.getSeriesMap().get("met").setFillColor(MET);
      chart.getSeriesMap().get("missed").setFillColor(MISSED);
    }
    return new TargetChart(chart);
  }

  private static void style(org.knowm.xchart.style.CategoryStyler styler) {
    styler.setOverlapped(true);
    styler.setXAxisLabelRotation(60);
    styler.setAvailableSpaceFill(0.7);
    styler.setLegendPosition(Styler.LegendPosition.InsideNE);
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(3.0);
    styler.setChartBackgroundColor(Color.WHITE);
  }

  /** Writes {@code file.svg} and {@code file.png}. */
  void write(Path file) throws IOException {
    if (chart.getSeriesMap().isEmpty()) {
      return;
    }
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, file.toString(), VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
