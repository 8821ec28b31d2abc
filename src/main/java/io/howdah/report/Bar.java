package io.howdah.report;

/**
 * A bar of a table's line: how long, and where the version before, or a limit, stands; both of 0 to
 * 100.
 *
 * @param mark null where there is none
 * @param ofWhole true if the bar's full length is a whole of which this is a part, and is drawn; a
 *     bar that is only to be compared with its neighbours has no ground to be compared with
 */
record Bar(String length, String mark, boolean ofWhole) {
  static Bar ofWhole(double share) {
    return new Bar(scaled(share), null, true);
  }

  static Bar ofWhole(double share, double mark) {
    return new Bar(scaled(share), scaled(mark), true);
  }

  /** Beside others, of which the longest has the full length. */
  static Bar beside(double share) {
    return new Bar(scaled(share), null, false);
  }

  static Bar beside(double share, double mark) {
    return new Bar(scaled(share), scaled(mark), false);
  }

  private static String scaled(double share) {
    return ColumnChart.number(100 * Math.max(0, Math.min(1, share)));
  }
}
