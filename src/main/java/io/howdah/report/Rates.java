package io.howdah.report;

import io.howdah.run.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Mappers by their records per second, drawn, with the table behind.
 *
 * @param edges lower end, middle and upper end of the range
 */
record Rates(ColumnChart chart, String caption, List<String> edges, List<Bucket> buckets) {

  /** Null where all mappers were equally fast: there is nothing to draw. */
  static Rates of(Tasks.Group mappers) {
    int[] spread = mappers.spread();
    double from = mappers.rate().min();
    double to = mappers.rate().max();
    if (from == to || spread.length == 0) {
      return null;
    }
    double width = (to - from) / spread.length;
    double[] shares =
        Arrays.stream(spread).mapToDouble(count -> Numbers.share(count, mappers.tasks())).toArray();
    List<Bucket> buckets =
        IntStream.range(0, spread.length)
            .mapToObj(
                i ->
                    new Bucket(
                        Numbers.edge(from + i * width, width),
                        Numbers.edge(from + (i + 1) * width, width),
                        Numbers.count(spread[i]),
                        Numbers.share(shares[i]),
                        null))
            .toList();
    List<String> titles =
        buckets.stream()
            .map(
                bucket ->
                    bucket.from()
                        + " to "
                        + bucket.to()
                        + " records/s: "
                        + bucket.rows()
                        + (bucket.rows().equals("1") ? " mapper" : " mappers"))
            .toList();
    return new Rates(
        ColumnChart.linear(shares, new double[0], titles),
        "Share of the mappers by records per second; the table below has the numbers",
        List.of(
            Numbers.edge(from, width),
            Numbers.edge((from + to) / 2, width),
            Numbers.edge(to, width)),
        buckets);
  }
}
