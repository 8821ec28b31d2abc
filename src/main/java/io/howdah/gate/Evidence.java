package io.howdah.gate;

import java.io.IOException;
import java.util.Optional;

/**
 * What the tasks of a run count for gates: each task leaves what it has counted beside its output,
 * and the driver adds that up. It is a {@link RecordEvidence} or a {@link RowEvidence}.
 */
public interface Evidence {
  /** What was counted, as a task leaves it; nothing is left where it is empty. */
  byte[] bytes();

  /**
   * Adds what a task left.
   *
   * @throws IOException if it is something else
   */
  void add(byte[] left) throws IOException;

  /**
   * What is wrong beside the run's counts, as in "counts 5 rows": a task's part is lost. Empty
   * where all fits.
   */
  Optional<String> misfit(Counts counts);
}
