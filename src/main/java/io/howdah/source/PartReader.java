package io.howdah.source;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Rejects;
import java.io.Closeable;
import java.io.IOException;

/** Reads the records of one part of a file. */
public interface PartReader extends Closeable {
  /** Adds rows until the mini-batch is full or no record is left; returns how many it read. */
  int fill(MiniBatch batch, Rejects rejects) throws IOException, InterruptedException;

  /** How much of the part is read, 0 to 1. */
  float progress() throws IOException;

  /** Where in the file the part's first record begins; known once all is read. */
  long begun() throws IOException;

  /** Where the part's last record ends, which is where the next part begins. */
  long reached() throws IOException;
}
