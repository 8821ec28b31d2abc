package io.howdah.optimize;

import io.howdah.model.Drift;
import io.howdah.model.Task;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.OutputUnits;
import io.howdah.predict.Predictor;
import io.howdah.predict.Scores;
import java.util.OptionalDouble;

/** What a model says of rows: all its outputs, kept. */
public final class Answers {
  private static final float LIKELY = 0.5f;

  private final Scores scores;
  private final int size;

  private Answers(Scores scores, int size) {
    this.scores = scores;
    this.size = size;
  }

  static Answers of(Predictor predictor, Rows rows) {
    Scores all = new Scores(rows.size(), predictor.outputs());
    int at = 0;
    for (MiniBatch batch : rows.batches()) {
      Scores some = new Scores(batch.capacity(), predictor.outputs());
      predictor.predict(batch, 0, batch.size(), some);
      int floats = batch.size() * predictor.outputs();
      System.arraycopy(some.values(), 0, all.values(), at, floats);
      at += floats;
    }
    return new Answers(all, rows.size());
  }

  /** Rows with an output that is NaN or infinite. */
  int notFinite() {
    int count = 0;
    for (int row = 0; row < size; row++) {
      count += scores.isFinite(row) ? 0 : 1;
    }
    return count;
  }

  /** Rows that get the label that is known of them. */
  private int right(Rows rows, Interpreter meaning) {
    int right = 0;
    for (int row = 0; row < size; row++) {
      right += meaning.label(scores, row) == rows.label(row) ? 1 : 0;
    }
    return right;
  }

  /** Largest absolute difference of an output. */
  double largestDifference(Answers other) {
    double largest = 0;
    float[] values = scores.values();
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - other.scores.values()[i]);
      // unlike the maximum, this keeps what is not a number
      largest = difference <= largest ? largest : difference;
    }
    return largest;
  }

  /** The largest difference from a parent's, as {@link OutputUnits#difference} measures it. */
  double difference(Answers parent, OutputUnits units) {
    return units.difference(parent.scores, scores);
  }

  /** The sum of the distances from a parent's, as {@link OutputUnits#distance} measures them. */
  double distance(Answers parent, OutputUnits units) {
    double sum = 0;
    for (int i = 0; i < scores.values().length; i++) {
      sum += units.distance(i % scores.outputs(), parent.scores.values()[i], scores.values()[i]);
    }
    return sum;
  }

  /** How far these are from a parent's, whose answers have these units. */
  Drift since(Answers parent, OutputUnits units, Rows rows, Interpreter meaning, boolean labelled) {
    double sum = 0;
    double parentSum = 0;
    float[] values = scores.values();
    float[] before = parent.scores.values();
    for (int i = 0; i < values.length; i++) {
      sum += Math.abs((double) values[i] - before[i]);
      parentSum += Math.abs(units.own(i % scores.outputs(), before[i]));
    }
    boolean discrete = meaning.task() == Task.CLASSIFICATION || meaning.task() == Task.MULTI_LABEL;
    double distance = distance(parent, units);
    double relative = distance == 0 ? 0 : distance / parentSum;
    return new Drift(
        size,
        largestDifference(parent),
        sum / values.length,
        discrete ? OptionalDouble.of(agreement(parent, meaning)) : OptionalDouble.empty(),
        discrete ? OptionalDouble.empty() : OptionalDouble.of(relative),
        accuracy(parent, rows, meaning, labelled),
        accuracy(this, rows, meaning, labelled));
  }

  private static OptionalDouble accuracy(
      Answers answers, Rows rows, Interpreter meaning, boolean labelled) {
    return labelled
        ? OptionalDouble.of((double) answers.right(rows, meaning) / answers.size)
        : OptionalDouble.empty();
  }

  private double agreement(Answers parent, Interpreter meaning) {
    int same = 0;
    for (int row = 0; row < size; row++) {
      same += agrees(parent, meaning, row) ? 1 : 0;
    }
    return (double) same / size;
  }

  private boolean agrees(Answers parent, Interpreter meaning, int row) {
    if (meaning.task() == Task.CLASSIFICATION) {
      return meaning.label(scores, row) == meaning.label(parent.scores, row);
    }
    for (int output = 0; output < scores.outputs(); output++) {
      if (scores.at(row, output) >= LIKELY != parent.scores.at(row, output) >= LIKELY) {
        return false;
      }
    }
    return true;
  }
}
