package io.howdah.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ModelCard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Counts in fixed buckets that add up exactly over tasks. A reducer counts what it writes, and the
 * driver adds that up.
 *
 * <p>A score falls into one of {@value Histogram#BUCKETS} equal buckets of [0, 1]. A value, whose
 * range nobody knows before the last task is done, is counted by the upper 16 bits of its float
 * (sign, exponent, 7 bits of the mantissa); the driver parts the range seen into equal buckets.
 */
public final class HistogramCounts implements RowEvidence {
  public static final EvidenceKind<HistogramCounts> KIND =
      new EvidenceKind<>(
          "histogram", HistogramCounts.class, false, (card, labels) -> HistogramCounts.of(card));

  private static final int HALF = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> names;
  private final boolean values;
  private final long[] buckets;
  private final long[] labels;

  private HistogramCounts(List<String> names, boolean values) {
    this.names = names;
    this.values = values;
    this.buckets = new long[values ? 1 << HALF : Histogram.BUCKETS];
    this.labels = new long[names.size()];
  }

  /** Nothing for an embedding: it has no score. */
  static Optional<HistogramCounts> of(ModelCard card) {
    return switch (card.task()) {
      case CLASSIFICATION -> Optional.of(new HistogramCounts(card.labels(), false));
      case MULTI_LABEL -> Optional.of(new HistogramCounts(List.of(), false));
      case REGRESSION -> Optional.of(new HistogramCounts(List.of(), true));
      case EMBEDDING -> Optional.empty();
    };
  }

  /**
   * Counts one row.
   *
   * @param label index of the winning label, or -1
   * @param score of that label, or the value; finite
   */
  void add(int label, float score) {
    int bucket =
        values
            ? Float.floatToIntBits(score) >>> HALF
            : Math.max(0, Math.min(buckets.length - 1, (int) (score * buckets.length)));
    buckets[bucket]++;
    if (label >= 0) {
      labels[label]++;
    }
  }

  @Override
  public void add(byte[] key, long keyHash, int label, float score) {
    add(label, score);
  }

  @Override
  public byte[] bytes() {
    ObjectNode json = JSON.createObjectNode();
    put(json.putObject("buckets"), buckets);
    put(json.putObject("labels"), labels);
    return json.get("buckets").isEmpty()
        ? new byte[0]
        : json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode sparse, long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        sparse.put(Integer.toString(i), counts[i]);
      }
    }
  }

  @Override
  public void add(byte[] left) throws IOException {
    JsonNode json = JSON.readTree(left);
    add(json.get("buckets"), buckets);
    add(json.get("labels"), labels);
  }

  private static void add(JsonNode sparse, long[] counts) {
    sparse
        .fields()
        .forEachRemaining(
            entry -> counts[Integer.parseInt(entry.getKey())] += entry.getValue().asLong());
  }

  @Override
  public Optional<String> misfit(Counts counts) {
    long rows = Arrays.stream(buckets).sum();
    return rows == counts.keysWritten()
        ? Optional.empty()
        : Optional.of("counts " + rows + " rows");
  }

  /** The histogram of what was counted. */
  Histogram histogram() {
    if (!values) {
      return new Histogram(Histogram.SCORE, 0, 1, buckets.clone(), labelsByCount());
    }
    double from = seen().mapToDouble(HistogramCounts::value).min().orElse(0);
    double to = seen().mapToDouble(HistogramCounts::value).max().orElse(0);
    long[] counts = counts(from, to, Histogram.BUCKETS);
    return new Histogram(
        Histogram.VALUE, from, to, Arrays.copyOfRange(counts, 1, counts.length - 1), Map.of());
  }

  /** Values in equal buckets of a range, with one bucket more below and one above. */
  private long[] counts(double from, double to, int parts) {
    long[] counts = new long[parts + 2];
    double width = (to - from) / parts;
    seen()
        .forEach(
            i -> {
              double value = value(i);
              int bucket = width == 0 ? 0 : Math.min(parts - 1, (int) ((value - from) / width));
              counts[value < from ? 0 : value > to ? parts + 1 : bucket + 1] += buckets[i];
            });
    return counts;
  }

  /**
   * How far the scores or values are from those of another run, in the buckets of its histogram,
   * and for values two more for what lies outside of it.
   *
   * @return empty if that histogram has no rows or counts something else
   */
  Optional<StabilityIndex> against(Histogram before) {
    boolean comparable =
        values
            ? Histogram.VALUE.equals(before.kind())
            : Histogram.SCORE.equals(before.kind()) && before.counts().length == buckets.length;
    if (!comparable || before.rows() == 0 || seen().findAny().isEmpty()) {
      return Optional.empty();
    }
    if (!values) {
      return Optional.of(StabilityIndex.of(before.counts(), buckets));
    }
    int parts = before.counts().length;
    long[] framed = new long[parts + 2];
    System.arraycopy(before.counts(), 0, framed, 1, parts);
    return Optional.of(StabilityIndex.of(framed, counts(before.from(), before.to(), parts)));
  }

  /**
   * How far the winning labels are from those of another run. Those that its histogram does not
   * tell are one bucket on either side: another model's labels, or its rare ones.
   *
   * @return empty if that histogram tells no labels
   */
  Optional<StabilityIndex> labelsAgainst(Histogram before) {
    long all = Arrays.stream(labels).sum();
    if (before.labels().isEmpty() || all == 0) {
      return Optional.empty();
    }
    long[] after = new long[before.labels().size() + 1];
    int i = 0;
    for (String label : before.labels().keySet()) {
      int index = names.indexOf(label);
      after[i++] = index < 0 ? 0 : labels[index];
    }
    after[i] = all - Arrays.stream(after).sum();
    return Optional.of(StabilityIndex.of(before.rowsByLabel(), after));
  }

  /** True if rows have a winning label. */
  boolean hasLabels() {
    return labels.length > 0;
  }

  private IntStream seen() {
    return IntStream.range(0, buckets.length).filter(i -> buckets[i] > 0);
  }

  private static double value(int bucket) {
    return Float.intBitsToFloat(bucket << HALF) + 0.0; // no -0.0
  }

  private Map<String, Long> labelsByCount() {
    Map<String, Long> byCount = new LinkedHashMap<>();
    IntStream.range(0, labels.length)
        .filter(i -> labels[i] > 0)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> -labels[i]))
        .limit(Histogram.MAX_LABELS)
        .forEach(i -> byCount.put(names.get(i), labels[i]));
    return byCount;
  }
}
