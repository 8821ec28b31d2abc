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
  private final BatchSizing sizing;
  private final int width;
  private final Output output;
  private MiniBatch batch;
  private Scores scores;

  public MiniBatchScorer(
      RecordDecoder<R> decoder, Predictor predictor, int batchSize, int width, Output output) {
    this(decoder, predictor, BatchSizing.fixed(batchSize), width, output);
  }

  public MiniBatchScorer(
      RecordDecoder<R> decoder, Predictor predictor, BatchSizing sizing, int width, Output output) {
    this.decoder = decoder;
    this.predictor = predictor;
    this.sizing = sizing;
    this.width = width;
    this.batch = new MiniBatch(sizing.rows(), width);
    this.scores = new Scores(sizing.rows(), predictor.outputs());
    this.output = output;
  }

  /** Takes one record in, without a place. */
  public void add(R record, String source, long offset) throws IOException, InterruptedException {
    add(record, source, offset, MiniBatch.NO_PLACE);
  }

  /**
   * Takes one record in.
   *
   * @param source and {@code offset} say where it came from, should it be rejected
   * @param place in the order of the input, as {@link MiniBatch#place} tells it
   */
  public void add(R record, String source, long offset, long place)
      throws IOException, InterruptedException {
    try {
      decoder.decode(record, batch.open());
    } catch (InvalidRecordException e) {
      output.rejected(e.rejectCause(), e.getMessage(), source, offset, decoder.raw(record));
      return;
    }
    batch.close(source, offset, place, decoder.raw(record));
    if (batch.isFull()) {
      flush();
    }
  }

  /** Rows that the next mini-batch takes. */
  public int miniBatchRows() {
    return batch.capacity();
  }

  /** Scores what is left. */
  public void flush() throws IOException, InterruptedException {
    if (batch.size() > 0) {
      score(0, batch.size());
      batch.clear();
      resize();
    }
  }

  /** Follows the sizing between two mini-batches; where there is no room, it stays as it is. */
  private void resize() {
    int rows = sizing.rows();
    if (rows == batch.capacity()) {
      return;
    }
    try {
      MiniBatch next = new MiniBatch(rows, width);
      scores = new Scores(rows, predictor.outputs());
      batch = next;
    } catch (OutOfMemoryError e) {
      if (rows < batch.capacity() || !sizing.outOfMemory(rows)) {
        throw e;
      }
    }
  }

  /** Scores a range; one that throws is halved until the guilty row stands alone. */
  private void score(int from, int to) throws IOException, InterruptedException {
    try {
      sizing.begins();
      predictor.predict(batch, from, to, scores);
      sizing.scored(to - from);
    } catch (OutOfMemoryError e) {
      scoreInLessMemory(from, to, e);
      return;
    } catch (RuntimeException e) {
      if (isOutOfMemory(e)) {
        scoreInLessMemory(from, to, e);
        return;
      }
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

  private void scoreInLessMemory(int from, int to, Throwable cause)
      throws IOException, InterruptedException {
    if (!sizing.outOfMemory(to - from)) {
      throw new IOException(
          "Cannot score "
              + (to - from)
              + " rows at once: out of memory ("
              + cause.getMessage()
              + "); take a smaller --batch-size, or auto",
          cause);
    }
    int middle = (from + to) >>> 1;
    score(from, middle);
    score(middle, to);
  }

  /** What comes of C++'s std::bad_alloc, and of ONNX Runtime's allocator. */
  private static boolean isOutOfMemory(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("bad_alloc") || message.contains("Failed to allocate memory");
  }

  private void reject(int row, RejectCause cause, String message)
      throws IOException, InterruptedException {
    output.rejected(cause, message, batch.source(row), batch.offset(row), batch.raw(row));
  }
}
