package io.howdah.predict;

import io.howdah.record.RejectCause;
import java.io.IOException;

/**
 * Scores a mini-batch when it is full and hands every row on exactly once: as a scored row or as a
 * reject.
 */
public final class MiniBatchScorer {
  /** Where scored rows and rejects go. */
  public interface Output extends Rejects {
    void scored(MiniBatch batch, int row, Scores scores) throws IOException, InterruptedException;
  }

  private final Predictor predictor;
  private final BatchSizing sizing;
  private final int width;
  private final Output output;
  private MiniBatch batch;
  private Scores scores;

  /**
   * @param width of a row, the number of the model's inputs
   */
  public MiniBatchScorer(Predictor predictor, BatchSizing sizing, int width, Output output) {
    this.predictor = predictor;
    this.sizing = sizing;
    this.width = width;
    this.batch = new MiniBatch(sizing.rows(), width);
    this.scores = new Scores(sizing.rows(), predictor.outputs());
    this.output = output;
  }

  /** Fills one mini-batch and scores it. */
  public void score(MiniBatchReader reader) throws IOException, InterruptedException {
    reader.fill(batch, output);
    flush();
  }

  /** The mini-batch that is being filled, never full; another one after {@link #flush}. */
  MiniBatch batch() {
    return batch;
  }

  /** Rows that the next mini-batch takes. */
  public int miniBatchRows() {
    return batch.capacity();
  }

  /** Scores what the mini-batch holds. */
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
