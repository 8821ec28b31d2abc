package io.howdah.optimize;

import io.howdah.predict.FilledCounts;
import io.howdah.predict.MiniBatch;
import io.howdah.record.Feature;
import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RecordSink;
import io.howdah.record.RejectCause;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user's records, in two halves: every second one calibrates, the others judge, so that no
 * variant is judged on what it was fitted to.
 *
 * @param <R> the decoder's record
 */
public final class Sample<R> {
  /** With fewer usable records nothing is to be learnt. */
  public static final int LEAST = 200;

  private final RecordDecoder<R> decoder;
  private final Optional<RecordDecoder<R>> labelDecoder;
  private final List<String> labels;
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

  /**
   * @param labelDecoder whose one feature is the label, one-hot; empty where none are known
   * @param labels that a model tells apart, in its order
   */
  public Sample(
      RecordDecoder<R> decoder,
      Optional<RecordDecoder<R>> labelDecoder,
      List<String> labels,
      int batchSize,
      int width) {
    this.decoder = decoder;
    this.labelDecoder = labelDecoder;
    this.labels = List.copyOf(labels);
    this.calibrating = new Rows(batchSize, width);
    this.judging = new Rows(batchSize, width);
  }

  /** Takes a record in, or counts why it cannot be used. */
  public void add(R record, String source, long offset) {
    taken++;
    Rows half = judging.size() > calibrating.size() ? calibrating : judging;
    try {
      MiniBatch batch = half.open();
      decoder.decode(record, batch);
      half.close(labelDecoder.isPresent() ? label(labelDecoder.get(), record) : Rows.UNLABELLED);
    } catch (InvalidRecordException e) {
      String first = source + ", offset " + offset + ": " + e.getMessage();
      rejects.merge(
          e.rejectCause(),
          new Rejects(1, first),
          (before, one) -> new Rejects(before.count() + 1, before.first()));
    }
  }

  private int label(RecordDecoder<R> of, R record) throws InvalidRecordException {
    KnownLabel known = new KnownLabel();
    try {
      of.decode(record, known);
    } catch (InvalidRecordException e) {
      throw new InvalidRecordException(e.rejectCause(), "Invalid label: " + e.getMessage());
    }
    return known.index;
  }

  /** Where a label lands. */
  private static final class KnownLabel implements RecordSink {
    private int index;

    @Override
    public void key(byte[] bytes, int offset, int length) {}

    @Override
    public void time(long epochMillis) {}

    @Override
    public void feature(int slot, float value) {
      if (value > 0) {
        index = slot;
      }
    }
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
    if (labelDecoder.isPresent()) {
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
            + labels.get(rows.label(0))
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
    return labelDecoder.isPresent();
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
