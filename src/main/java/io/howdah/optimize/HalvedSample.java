package io.howdah.optimize;

import io.howdah.predict.FilledCounts;
import io.howdah.predict.MiniBatch;
import io.howdah.record.Feature;
import io.howdah.record.RecordSchema;
import io.howdah.record.RejectCause;
import io.howdah.source.RecordSample;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user's records, in two halves: every second one calibrates, the others judge, so that no
 * variant is judged on what it was fitted to.
 */
public final class HalvedSample {
  /** With fewer usable records nothing is to be learnt. */
  public static final int LEAST = 200;

  private final Optional<Feature.OneHot> label;
  private final Rows calibrating;
  private final Rows judging;
  private final Map<RejectCause, Rejects> rejects = new EnumMap<>(RejectCause.class);
  private int taken;

  /**
   * Records that cannot be used for one cause.
   *
   * @param first what the first of them is, and where it lies
   */
  public record Rejects(int count, String first) {}

  private HalvedSample(Optional<Feature.OneHot> label, int batchSize, int width) {
    this.label = label;
    this.calibrating = new Rows(batchSize, width);
    this.judging = new Rows(batchSize, width);
  }

  /**
   * Halves a sample.
   *
   * @param label the field with each record's known label; empty where none are known
   * @throws IllegalArgumentException naming the columns that are needed and that the input lacks
   */
  public static HalvedSample of(
      RecordSample records, RecordSchema schema, Optional<Feature.OneHot> label, int batchSize)
      throws IOException {
    HalvedSample sample = new HalvedSample(label, batchSize, schema.width());
    Map<Place, Label> labels = new HashMap<>();
    if (label.isPresent()) {
      labels.putAll(labels(records, schema.key(), label.get()));
    }
    records.readAll(
        schema,
        (batch, row) -> {
          Place place = new Place(batch.source(row), batch.offset(row));
          sample.add(batch, row, labels.get(place));
        },
        (cause, message, source, offset, raw) ->
            sample.reject(cause, message, new Place(source, offset)));
    return sample;
  }

  /** Where a record lies. */
  private record Place(String source, long offset) {}

  /**
   * What is known of a record's label.
   *
   * @param cause why it cannot be used; null where it can
   */
  private record Label(int index, RejectCause cause, String message) {}

  /** Reads the label as if it were the one feature. */
  private static Map<Place, Label> labels(RecordSample records, String key, Feature.OneHot label)
      throws IOException {
    Map<Place, Label> labels = new HashMap<>();
    records.readAll(
        new RecordSchema(key, Optional.empty(), List.of(label)),
        (batch, row) -> {
          int index = 0;
          while (batch.value(row, index) == 0) {
            index++;
          }
          put(labels, new Place(batch.source(row), batch.offset(row)), new Label(index, null, ""));
        },
        (cause, message, source, offset, raw) ->
            put(
                labels,
                new Place(source, offset),
                new Label(0, cause, "Invalid label: " + message)));
    return labels;
  }

  /** Of two records at one place nobody could tell which label is whose. */
  private static void put(Map<Place, Label> labels, Place place, Label label) {
    if (labels.put(place, label) != null) {
      throw new IllegalStateException("Cannot tell two records apart: " + place);
    }
  }

  private void add(MiniBatch batch, int row, Label known) {
    if (known != null && known.cause() != null) {
      reject(known.cause(), known.message(), new Place(batch.source(row), batch.offset(row)));
      return;
    }
    taken++;
    Rows half = judging.size() > calibrating.size() ? calibrating : judging;
    half.add(batch, row, known == null ? Rows.UNLABELLED : known.index());
  }

  private void reject(RejectCause cause, String message, Place place) {
    taken++;
    String first = place.source() + ", offset " + place.offset() + ": " + message;
    rejects.merge(
        cause,
        new Rejects(1, first),
        (before, one) -> new Rejects(before.count() + 1, before.first()));
  }

  /**
   * Refuses a sample that calibrates and judges badly.
   *
   * @throws OptimizeException with one line
   */
  public void requireUsable() throws OptimizeException {
    if (size() < LEAST) {
      throw new OptimizeException(
          String.format(
              Locale.ROOT,
              "Cannot optimize with %d usable records of %d (must be >= %d: half of them calibrate,"
                  + " half of them judge)%s",
              size(),
              taken,
              LEAST,
              firstReject()));
    }
    if (label.isPresent()) {
      requireTwoLabels(calibrating);
      requireTwoLabels(judging);
    }
  }

  private String firstReject() {
    return rejects.values().stream().findFirst().map(each -> "; " + each.first()).orElse("");
  }

  private void requireTwoLabels(Rows rows) throws OptimizeException {
    for (int row = 1; row < rows.size(); row++) {
      if (rows.label(row) != rows.label(0)) {
        return;
      }
    }
    throw new OptimizeException(
        "Cannot optimize with records of one label: "
            + label.get().categories().get(rows.label(0))
            + " (give a sample as mixed as the data that will be scored)");
  }

  public Rows calibrating() {
    return calibrating;
  }

  public Rows judging() {
    return judging;
  }

  /** True if every record's label is known. */
  public boolean isLabelled() {
    return label.isPresent();
  }

  /** Records that are used. */
  public int size() {
    return calibrating.size() + judging.size();
  }

  /** What the card's rules filled in for the records that are used. */
  public FilledCounts filled(List<Feature> features) {
    FilledCounts filled = new FilledCounts(features);
    for (Rows half : List.of(calibrating, judging)) {
      for (MiniBatch batch : half.batches()) {
        for (int row = 0; row < batch.size(); row++) {
          filled.add(batch, row);
        }
      }
    }
    return filled;
  }

  /** Records that were looked at. */
  public int taken() {
    return taken;
  }

  public Map<RejectCause, Rejects> rejects() {
    return Collections.unmodifiableMap(rejects);
  }
}
