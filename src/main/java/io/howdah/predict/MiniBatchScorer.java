package io.howdah.predict;

import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes records into mini-batches, scores each when it is full and hands every record on exactly
 * once: as a scored row or as a reject.
 *
 * @param <R> the decoder's record
 */
public final class MiniBatchScorer<R> {
  /** Where scored rows and rejects go. */
  public interface Output {
    void scored(MiniBatch batch, int row, Scores scores) throws IOException, InterruptedException;

    void rejected(RejectCause cause, String message, String source, long offset, ByteBuffer raw)
        throws IOException, InterruptedException;
  }

  private final RecordDecoder<R> decoder;
  private final Predictor predictor;
  private final MiniBatch batch;
  private final Scores scores;
  private final Output output;

  public MiniBatchScorer(
      RecordDecoder<R> decoder, Predictor predictor, int batchSize, int width, Output output) {
    this.decoder = decoder;
    this.predictor = predictor;
    this.batch = new MiniBatch(batchSize, width);
    this.scores = new Scores(batchSize, predictor.outputs());
    this.output = output;
  }

  /**
   * Takes one record in.
   *
   * @param source and {@code offset} say where it came from, should it be rejected
   */
  public void add(R record, String source, long offset) throws IOException, InterruptedException {
    try {
      decoder.decode(record, batch.open());
    } catch (InvalidRecordException e) {
      output.rejected(e.rejectCause(), e.getMessage(), source, offset, decoder.raw(record));
      return;
    }
    batch.close(source, offset, decoder.raw(record));
    if (batch.isFull()) {
      flush();
    }
  }

  /** Scores what is left. */
  public void flush() throws IOException, InterruptedException {
    if (batch.size() > 0) {
      score(0, batch.size());
      batch.clear();
    }
  }

  /** Scores a range; one that throws is halved until the guilty row stands alone. */
  private void score(int from, int to) throws IOException, InterruptedException {
    try {
      predictor.predict(batch, from, to, scores);
    } catch (RuntimeException e) {
      if (to - from == 1) {
        reject(from, RejectCause.PREDICT_FAILED, "Failed to score: " + e);
        return;
      }
      int middle = (from + to) >>> 1;
      score(from, middle);
      score(middle, to);
      return;
    }
    for (int row = from; row < to; row++) {
      if (scores.isFinite(row)) {
        output.scored(batch, row, scores);
      } else {
        reject(row, RejectCause.NON_FINITE_SCORE, "Invalid score: not finite");
      }
    }
  }

  private void reject(int row, RejectCause cause, String message)
      throws IOException, InterruptedException {
    output.rejected(cause, message, batch.source(row), batch.offset(row), batch.raw(row));
  }
}
