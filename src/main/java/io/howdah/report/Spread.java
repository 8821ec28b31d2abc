package io.howdah.report;

import io.howdah.gate.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the scores or values of a version are spread, drawn on two scales, with the table behind.
 *
 * @param edges lower end, middle and upper end of the range
 * @param compared true where the version before is drawn too
 */
record Spread(
    String title,
    String caption,
    ColumnChart linear,
    ColumnChart logarithmic,
    List<String> edges,
    boolean compared,
    List<Bucket> buckets) {

  /** Draws the histogram of a report that has one. */
  static Spread of(RunReport report) {
    Histogram now = whole(report.histogram());
    Histogram before = report.comparable() == null ? null : whole(report.comparable());
    double[] shares = shares(now);
    double[] sharesBefore = before == null ? new double[0] : shares(before);
    double width = (now.to() - now.from()) / shares.length;
    List<Bucket> buckets = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      Bucket bucket =
          new Bucket(
              Numbers.edge(now.from() + i * width, width),
              Numbers.edge(now.from() + (i + 1) * width, width),
              Numbers.count(now.counts()[i]),
              Numbers.share(shares[i]),
              before == null ? null : Numbers.share(sharesBefore[i]));
      buckets.add(bucket);
      titles.add(title(bucket));
    }
    String title = now.kind().equals("value") ? "Values" : "Scores";
    return new Spread(
        title,
        title
            + " of the rows, in "
            + shares.length
            + (shares.length == 1 ? " bucket" : " buckets")
            + "; the table below has the numbers",
        ColumnChart.linear(shares, sharesBefore, titles),
        ColumnChart.logarithmic(shares, sharesBefore, titles),
        List.of(
                Numbers.edge(now.from(), width),
                Numbers.edge((now.from() + now.to()) / 2, width),
                Numbers.edge(now.to(), width))
            .stream()
            .distinct()
            .toList(),
        before != null,
        buckets);
  }

  /** One bucket where all values are the same: equal parts of nothing are none. */
  static Histogram whole(Histogram histogram) {
    return histogram.to() > histogram.from()
        ? histogram
        : new Histogram(
            histogram.kind(),
            histogram.from(),
            histogram.to(),
            new long[] {Arrays.stream(histogram.counts()).sum()},
            histogram.labels());
  }

  private static String title(Bucket bucket) {
    return bucket.from()
        + " to "
        + bucket.to()
        + ": "
        + bucket.rows()
        + (bucket.rows().equals("1") ? " row, " : " rows, ")
        + bucket.share()
        + (bucket.before() == null ? "" : " (before: " + bucket.before() + ")");
  }

  private static double[] shares(Histogram histogram) {
    long rows = Arrays.stream(histogram.counts()).sum();
    return Arrays.stream(histogram.counts())
        .mapToDouble(count -> Numbers.share(count, rows))
        .toArray();
  }
}
