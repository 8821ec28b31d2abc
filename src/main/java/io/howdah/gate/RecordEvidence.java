package io.howdah.gate;

import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;

/** Evidence that mappers collect of each record that they have scored, before any is merged. */
public interface RecordEvidence extends Evidence {
  /**
   * Takes a scored record.
   *
   * @param scores of the mini-batch, finite in that row
   */
  void add(MiniBatch batch, int row, Scores scores);
}
