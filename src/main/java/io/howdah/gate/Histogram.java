package io.howdah.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Map;

/**
 * How the predictions that a run wrote are spread, kept in its manifest.
 *
 * @param kind {@code score} or {@code value}
 * @param from lower end of the first bucket
 * @param to upper end of the last bucket, which is inclusive
 * @param counts rows in each of the equal buckets between the two
 * @param labels rows a winning label, the most frequent first; empty where the task has none
 */
public record Histogram(
    String kind,
    double from,
    double to,
    long[] counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> labels) {
  /** Of the most frequent labels only that many are told. */
  static final int MAX_LABELS = 50;

  static final String SCORE = "score";
  static final String VALUE = "value";
  static final int BUCKETS = 20;

  public Histogram {
    counts = counts == null ? new long[0] : counts;
    labels = labels == null ? Map.of() : labels;
  }

  /** Number of rows counted. */
  long rows() {
    return Arrays.stream(counts).sum();
  }

  /** Rows of each label that is told, in that order, and then of all others together. */
  long[] rowsByLabel() {
    long[] rows =
        Arrays.copyOf(labels.values().stream().mapToLong(n -> n).toArray(), labels.size() + 1);
    rows[labels.size()] = rows() - Arrays.stream(rows).sum();
    return rows;
  }
}
