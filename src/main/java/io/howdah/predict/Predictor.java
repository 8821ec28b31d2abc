package io.howdah.predict;

/** Scores mini-batches. Not thread-safe. */
public interface Predictor extends AutoCloseable {
  /** Outputs of the model a row. */
  int outputs();

  /**
   * What really computes, for the run's summary: an engine's name, with the reason in brackets
   * where it is not the one that was asked for.
   */
  String engine();

  /**
   * Scores rows {@code from..to-1} of the mini-batch into the same rows of {@code scores}.
   *
   * @throws RuntimeException when the engine cannot score these rows
   */
  void predict(MiniBatch batch, int from, int to, Scores scores);

  @Override
  void close();
}
