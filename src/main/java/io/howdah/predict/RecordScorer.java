package io.howdah.predict;

import io.howdah.record.InvalidRecordException;
import io.howdah.record.RecordDecoder;
import java.io.IOException;

/**
 * Takes records in one by one, decodes them into mini-batches and has these scored.
 *
 * @param <R> the decoder's record
 */
public final class RecordScorer<R> {
  private final RecordDecoder<R> decoder;
  private final MiniBatchScorer.Output output;
  private final MiniBatchScorer scorer;

  /**
   * @param batchSize rows per mini-batch
   * @param width of a row, the number of the model's inputs
   */
  public RecordScorer(
      RecordDecoder<R> decoder,
      Predictor predictor,
      int batchSize,
      int width,
      MiniBatchScorer.Output output) {
    this(decoder, predictor, BatchSizing.fixed(batchSize), width, output);
  }

  RecordScorer(
      RecordDecoder<R> decoder,
      Predictor predictor,
      BatchSizing sizing,
      int width,
      MiniBatchScorer.Output output) {
    this.decoder = decoder;
    this.output = output;
    this.scorer = new MiniBatchScorer(predictor, sizing, width, output);
  }

  /**
   * Takes one record in; scores the mini-batch if it is full.
   *
   * @param source and {@code offset} say where it came from, should it be rejected
   */
  public void add(R record, String source, long offset) throws IOException, InterruptedException {
    MiniBatch batch = scorer.batch();
    try {
      decoder.decode(record, batch.open());
    } catch (InvalidRecordException e) {
      output.rejected(e.rejectCause(), e.getMessage(), source, offset, decoder.raw(record));
      return;
    }
    batch.close(source, offset, decoder.raw(record));
    if (batch.isFull()) {
      scorer.flush();
    }
  }

  /** Scores what is left. */
  public void flush() throws IOException, InterruptedException {
    scorer.flush();
  }
}
