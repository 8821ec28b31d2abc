package io.howdah.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Columns beside each other, and a second series as a line over them, in a square of {@value #SIDE}
 * units that the page stretches. Only numbers: what is written at the axes, the page's own text is.
 *
 * @param columns of this version
 * @param outline of the version before: an SVG path; empty where there is none
 * @param ticks at the vertical axis, from above
 */
record ColumnChart(List<Column> columns, String outline, List<String> ticks) {
  private static final double SIDE = 100;
  private static final double GAP = 0.1; // of a column's width, on each of its sides

  /** One column; its corner is the upper left one. */
  record Column(String x, String y, String width, String height, String title) {}

  /** Where a line stands at each tick. */
  String grid() {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < ticks.size(); i++) {
      path.append('M').append("0 ").append(number(SIDE * i / (ticks.size() - 1))).append("H100");
    }
    return path.toString();
  }

  /** How high a share of the rows is drawn, and what the axis says. */
  private interface Scale {
    double height(double share);
  }

  /**
   * @param shares of the rows in each bucket, 0 to 1
   * @param before the same of the version before, as many; or empty
   * @param titles a column each
   */
  static ColumnChart linear(double[] shares, double[] before, List<String> titles) {
    double most = DoubleStream.concat(of(shares), of(before)).max().orElse(1);
    double top = most <= 0 ? 1 : Math.min(1, Numbers.roundedUp(most));
    return draw(
        shares,
        before,
        titles,
        share -> share / top,
        List.of(percent(top), percent(top / 2), "0%"));
  }

  /** The same on a logarithmic axis, which shows buckets of a few rows too. */
  static ColumnChart logarithmic(double[] shares, double[] before, List<String> titles) {
    double least =
        DoubleStream.concat(of(shares), of(before)).filter(share -> share > 0).min().orElse(0.1);
    // a decade below the least, so that it can be seen
    int decades = Math.max(1, (int) Math.ceil(-Math.log10(least) + 0.2));
    List<String> ticks = new ArrayList<>();
    for (int decade = 0; decade <= decades; decade++) {
      ticks.add(percent(Math.pow(10, -decade)));
    }
    return draw(
        shares, before, titles, share -> share <= 0 ? 0 : 1 + Math.log10(share) / decades, ticks);
  }

  private static DoubleStream of(double[] shares) {
    return Arrays.stream(shares);
  }

  private static ColumnChart draw(
      double[] shares, double[] before, List<String> titles, Scale scale, List<String> ticks) {
    double width = SIDE / shares.length;
    List<Column> columns = new ArrayList<>(shares.length);
    for (int i = 0; i < shares.length; i++) {
      double height = SIDE * scale.height(shares[i]);
      columns.add(
          new Column(
              number((i + GAP) * width),
              number(SIDE - height),
              number((1 - 2 * GAP) * width),
              number(height),
              titles.get(i)));
    }
    return new ColumnChart(columns, outline(before, scale), ticks);
  }

  private static String outline(double[] shares, Scale scale) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < shares.length; i++) {
      path.append(i == 0 ? "M0 " : "V")
          .append(number(SIDE - SIDE * scale.height(shares[i])))
          .append('H')
          .append(number((i + 1) * SIDE / shares.length));
    }
    return path.toString();
  }

  private static String percent(double share) {
    return Numbers.tick(100 * share) + "%";
  }

  static String number(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
