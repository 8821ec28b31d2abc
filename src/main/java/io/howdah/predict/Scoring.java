package io.howdah.predict;

import static java.util.Objects.requireNonNull;

/**
 * How records become predictions, as settings say it, a run is asked for it and its tasks do it.
 *
 * @param engine that computes the outputs
 * @param batchSize rows per mini-batch
 * @param merge of several records of one key
 * @param keepScores true to write every output of the model
 */
public record Scoring(Engine engine, MiniBatchSize batchSize, Merge merge, boolean keepScores) {
  public Scoring {
    requireNonNull(engine, "engine");
    requireNonNull(batchSize, "batchSize");
    requireNonNull(merge, "merge");
  }

  /** The same with mini-batches of another size. */
  public Scoring withBatchSize(MiniBatchSize rows) {
    return new Scoring(engine, rows, merge, keepScores);
  }
}
