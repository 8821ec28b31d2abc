package io.howdah.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param label for the chart of targets; empty where it is not shown there
 * @param what is measured, with its unit
 * @param howdah one figure a round
 * @param peer one figure a round, taken in turns with Howdah's; empty where the target is absolute
 * @param target of the ratio, or of the figure where there is no peer; NaN where none is set
 * @param atLeast true if the target is a lower bound
 */
record Comparison(
    String label, String what, double[] howdah, double[] peer, double target, boolean atLeast) {
  /** A line that the chart does not show. */
  Comparison(String what, double[] howdah, double[] peer, double target, boolean atLeast) {
    this("", what, howdah, peer, target, atLeast);
  }

  /** Howdah's figure divided by the peer's, round by round, the median; or the worst figure. */
  double ratio() {
    if (peer.length == 0) {
      return atLeast
          ? Arrays.stream(howdah).min().orElseThrow()
          : Arrays.stream(howdah).max().orElseThrow();
    }
    double[] ratios = new double[howdah.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = howdah[i] / peer[i];
    }
    return median(ratios);
  }

  /** How much of the target is reached: 1 is all of it, whichever bound it is. */
  double reached() {
    return atLeast ? ratio() / target : target / ratio();
  }

  boolean isMet() {
    return atLeast ? ratio() >= target : ratio() <= target;
  }

  static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * @param rank from 0 to 1
   */
  static double percentile(double[] figures, double rank) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(rank * sorted.length))];
  }

  static String table(List<Comparison> comparisons) {
    StringBuilder table = new StringBuilder("\n");
    table.append("| measured (median of rounds) | Howdah | peer | ratio | target | |\n");
    table.append("|---|--:|--:|--:|--:|---|\n");
    for (Comparison row : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s %s | %s |%n",
              row.what,
              figure(median(row.howdah)),
              row.peer.length == 0 ? "–" : figure(median(row.peer)),
              row.ratioText(),
              Double.isNaN(row.target) ? "" : row.atLeast ? "≥" : "≤",
              row.targetText(),
              Double.isNaN(row.target) ? "" : row.isMet() ? "met" : "MISSED"));
    }
    return table.toString();
  }

  private String ratioText() {
    return peer.length == 0 || Double.isNaN(ratio())
        ? "–"
        : String.format(Locale.ROOT, "%.2f", ratio());
  }

  private String targetText() {
    if (Double.isNaN(target)) {
      return "";
    }
    return peer.length == 0 ? figure(target) : String.valueOf(target);
  }

  private static String figure(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
