package io.howdah.predict;

import java.io.Closeable;
import java.io.IOException;

/**
 * Fills mini-batches with the records of an input split, whatever form they lie in. Not
 * thread-safe.
 */
public interface MiniBatchReader extends Closeable {
  /**
   * Adds rows until the mini-batch is full or no record is left.
   *
   * @param rejects takes every record that gives no row
   */
  void fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException;

  /** True once every record was read. */
  boolean isOver();

  /** How many records were read so far: those that gave a row, and the rejects. */
  long records();

  /** CPU time of threads that it has for itself. */
  default long cpuNanos() {
    return 0;
  }

  /** How much of the split is read, 0 to 1. */
  float progress() throws IOException;
}
