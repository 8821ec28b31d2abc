package io.howdah.tune;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.Predictor;
import io.howdah.predict.Rejects;
import io.howdah.predict.Scores;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * One candidate at work: decodes the sample's records into its mini-batch and scores it, again and
 * again, as a mapper does.
 */
final class Trial {
  private static final long LONGEST = 3_600_000_000_000L; // ns, of a mini-batch: an hour
  private static final int DIGITS = 3;
  private static final Rejects LEFT_OUT = (cause, message, source, offset, raw) -> {};

  private final Candidate candidate;
  private final Predictor predictor;
  private final Supplier<MiniBatchReader> records;
  private final Sweep.Clocks clocks;
  private final MiniBatch batch;
  private final Scores scores;
  private final Histogram nanos = new Histogram(LONGEST, DIGITS);
  private double[] rates = {};
  private long predictNanos;
  private long allNanos;
  private long residentBytes;
  private MiniBatchReader reader;

  Trial(
      Candidate candidate,
      Predictor predictor,
      Supplier<MiniBatchReader> records,
      int width,
      Sweep.Clocks clocks) {
    this.candidate = candidate;
    this.predictor = predictor;
    this.records = records;
    this.reader = records.get();
    this.clocks = clocks;
    this.batch = new MiniBatch(candidate.batchSize(), width);
    this.scores = new Scores(candidate.batchSize(), predictor.outputs());
  }

  Candidate candidate() {
    return candidate;
  }

  /**
   * Scores some mini-batches that do not count.
   *
   * @return nanoseconds of the last one
   */
  long warmUp(int miniBatches) throws IOException {
    long took = 0;
    for (int i = 0; i < miniBatches; i++) {
      long begin = clocks.time().getAsLong();
      fill();
      predictor.predict(batch, 0, batch.size(), scores);
      took = clocks.time().getAsLong() - begin;
    }
    return took;
  }

  /** Of memory that was free before the process need not have grown: its own is the least. */
  void grewBy(long bytes) {
    long own = ((long) batch.width() + scores.outputs()) * batch.capacity() * Float.BYTES;
    residentBytes = Math.max(own, bytes);
  }

  /** Scores mini-batches until the time is over, at least one. */
  void round(long budgetNanos) throws IOException {
    long cpu = clocks.cpu().getAsLong();
    long begin = clocks.time().getAsLong();
    long rows = 0;
    long now = begin;
    do {
      long from = now;
      fill();
      long filled = clocks.time().getAsLong();
      predictor.predict(batch, 0, batch.size(), scores);
      now = clocks.time().getAsLong();
      nanos.recordValue(Math.min(now - from, LONGEST));
      predictNanos += now - filled;
      allNanos += now - from;
      rows += batch.size();
    } while (now - begin < budgetNanos);
    rates = Arrays.copyOf(rates, rates.length + 1);
    rates[rates.length - 1] = rows * 1e9 / Math.max(1, clocks.cpu().getAsLong() - cpu);
  }

  private void fill() throws IOException {
    batch.clear();
    try {
      while (!batch.isFull()) {
        if (reader.isOver()) {
          reader.close();
          reader = records.get();
        }
        reader.fill(batch, LEFT_OUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a sample was read", e);
    }
  }

  Measured measured() {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Measured(
        candidate,
        median,
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        (double) predictNanos / Math.max(1, allNanos),
        residentBytes);
  }
}
