package io.howdah.report;

/**
 * A bar of a table's line: how long, and where the version before, or a limit, stands; both of 0 to
 * 100.
 *
 * @param mark null where there is none
 */
record Bar(String length, String mark) {
  static Bar of(double share) {
    return new Bar(scaled(share), null);
  }

  static Bar of(double share, double mark) {
    return new Bar(scaled(share), scaled(mark));
  }

  private static String scaled(double share) {
    return ColumnChart.number(100 * Math.max(0, Math.min(1, share)));
  }
}
