package io.howdah.tune;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws rows per second of CPU time over the mini-batch's size, a curve for each engine and thread
 * count.
 */
public final class TuningChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 540;

  private final String title;
  private final List<Measured> sweep;

  public TuningChart(String title, List<Measured> sweep) {
    this.title = title;
    this.sweep = List.copyOf(sweep);
  }

  /** Whether a file of this name can be drawn. */
  public static boolean takes(Path file) {
    return extension(file).equals("svg") || extension(file).equals("png");
  }

  private static String extension(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Draws it, replacing the file.
   *
   * @param file of a name that ends with {@code .svg} or {@code .png}
   * @throws IOException if it cannot be written, or this machine has no fonts
   */
  public void write(Path file) throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    try {
      XYChart chart = chart();
      if (extension(file).equals("svg")) {
        VectorGraphicsEncoder.saveVectorGraphic(chart, picture, VectorGraphicsFormat.SVG);
      } else {
        BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
      }
    } catch (RuntimeException | Error e) {
      if (e instanceof OutOfMemoryError || e instanceof StackOverflowError) {
        throw e;
      }
      // where fontconfig, freetype or every font is missing, Java throws errors of many kinds
      throw new IOException(
          "Cannot draw "
              + file
              + ": Java's graphics do not work here ("
              + e
              + "); install fontconfig and a font such as DejaVu, or leave --chart out",
          e);
    }
    Files.write(file, picture.toByteArray());
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("rows per mini-batch")
            .yAxisTitle("rows per second of CPU time, decoded and scored")
            .theme(ChartTheme.Matlab)
            .build();
    // thin and solid: dots become a megabyte of paths in an SVG
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    chart.getStyler().setPlotGridLinesColor(Color.LIGHT_GRAY);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisDecimalPattern("#,##0");
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    curves()
        .forEach(
            (name, curve) ->
                chart.addSeries(
                    name,
                    curve.stream().mapToDouble(each -> each.candidate().batchSize()).toArray(),
                    curve.stream().mapToDouble(Measured::rowsPerSecond).toArray()));
    return chart;
  }

  private Map<String, List<Measured>> curves() {
    return sweep.stream()
        .collect(
            Collectors.groupingBy(
                each ->
                    each.candidate().engine().text()
                        + (each.candidate().threads() == 1
                            ? ""
                            : ", " + each.candidate().threads() + " threads"),
                LinkedHashMap::new,
                Collectors.toList()));
  }
}
