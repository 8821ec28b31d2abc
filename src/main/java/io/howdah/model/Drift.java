package io.howdah.model;

import java.util.OptionalDouble;

/**
 * How far a model's outputs are from its parent's, on the same records.
 *
 * @param records compared, at least 1
 * @param largest absolute difference of an output
 * @param mean absolute difference of the outputs
 * @param agreement share of the records with the same answer: the winning label, or all labels of a
 *     multi-label task; empty where the task has none
 * @param relativeError mean absolute difference as a share of the mean absolute output of the
 *     parent's network, both before the outputs are reverted to the labels' units; empty where the
 *     task has an agreement
 * @param parentAccuracy share of the records whose known label the parent found; empty where no
 *     labels are known
 * @param accuracy the same of this model
 */
public record Drift(
    long records,
    double largest,
    double mean,
    OptionalDouble agreement,
    OptionalDouble relativeError,
    OptionalDouble parentAccuracy,
    OptionalDouble accuracy) {

  /**
   * What was lost: of the accuracy where labels are known (negative where it rose), else of the
   * agreement; the relative error where the task has neither.
   */
  public double loss() {
    if (accuracy.isPresent()) {
      return parentAccuracy.getAsDouble() - accuracy.getAsDouble();
    }
    return agreement.isPresent() ? 1 - agreement.getAsDouble() : relativeError.getAsDouble();
  }
}
