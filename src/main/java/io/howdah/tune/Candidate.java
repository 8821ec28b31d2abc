package io.howdah.tune;

import io.howdah.predict.Engine;

/**
 * One way to score.
 *
 * @param threads that the engine computes on
 * @param batchSize rows per mini-batch
 */
public record Candidate(Engine engine, int threads, int batchSize) {
  @Override
  public String toString() {
    return engine.text()
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads")
        + ", mini-batch "
        + batchSize;
  }
}
