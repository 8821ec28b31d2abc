package io.howdah.report;

import io.howdah.batch.Histogram;
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
    Histogram now = report.histogram();
    Histogram before = report.comparable();
    double[] shares = shares(now);
    double[] sharesBefore = before == null ? new double[0] : shares(before);
    double width = (now.to() - now.from()) / shares.length;
    List<Bucket> buckets = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      Bucket bucket =
          new Bucket(
              Numbers.edge(now.from() + i * width),
              Numbers.edge(now.from() + (i + 1) * width),
              Numbers.count(now.counts()[i]),
              Numbers.share(shares[i]),
              before == null ? null : Numbers.share(sharesBefore[i]));
      buckets.add(bucket);
      titles.add(title(bucket));
    }
    String title = now.kind().equals("value") ? "Values" : "Scores";
    return new Spread(
        title,
        title + " of the rows, in " + shares.length + " buckets; the table below has the numbers",
        ColumnChart.linear(shares, sharesBefore, titles),
        ColumnChart.logarithmic(shares, sharesBefore, titles),
        List.of(
            Numbers.edge(now.from()),
            Numbers.edge((now.from() + now.to()) / 2),
            Numbers.edge(now.to())),
        before != null,
        buckets);
  }

  private static String title(Bucket bucket) {
    return bucket.from()
        + " to "
        + bucket.to()
        + ": "
        + bucket.rows()
        + " rows, "
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
