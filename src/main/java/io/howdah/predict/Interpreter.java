package io.howdah.predict;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a model's outputs mean: the one place that knows the tasks.
 *
 * @param labels of the outputs in order
 * @param keepScores true to keep every output beside the answer
 */
public record Interpreter(Task task, List<String> labels, boolean keepScores) {
  /** A label of a multi-label task counts from this probability on. */
  private static final float THRESHOLD = 0.5f;

  public Interpreter {
    labels = List.copyOf(labels);
  }

  public static Interpreter of(ModelCard card, boolean keepScores) {
    return new Interpreter(card.task(), card.labels(), keepScores);
  }

  /** True if the whole output vector must travel with a scored record. */
  public boolean carriesScores() {
    return keepScores || task == Task.MULTI_LABEL || task == Task.EMBEDDING;
  }

  /** Index of the winning label, or -1 where the task has none. */
  public int label(Scores scores, int row) {
    if (task != Task.CLASSIFICATION) {
      return -1;
    }
    if (scores.outputs() == 1) {
      return scores.at(row, 0) >= THRESHOLD ? 1 : 0;
    }
    return scores.argMax(row);
  }

  /**
   * What {@link #score} is to a user, by which records can be compared; empty where it is nothing.
   */
  public Optional<String> rank() {
    return switch (task) {
      case CLASSIFICATION -> Optional.of("score");
      case REGRESSION -> Optional.of("value");
      case MULTI_LABEL -> Optional.of("score of its likeliest label");
      case EMBEDDING -> Optional.empty();
    };
  }

  /** True if a record says one thing, so that it can be a {@link #place} of a ranking. */
  public boolean hasPlaces() {
    return task == Task.CLASSIFICATION || task == Task.REGRESSION;
  }

  /** The number that ranks a record: of the winning label, or the value, or the largest output. */
  public float score(Scores scores, int row) {
    if (scores.outputs() == 1) {
      float score = scores.at(row, 0);
      return task == Task.CLASSIFICATION && score < THRESHOLD ? 1 - score : score;
    }
    return scores.at(row, scores.argMax(row));
  }

  /**
   * The prediction of a key.
   *
   * @param label from {@link #label}
   * @param score from {@link #score}
   * @param scores all outputs, or null where they did not travel
   */
  public Prediction prediction(int label, float score, float[] scores) {
    return switch (task) {
      case CLASSIFICATION ->
          new Prediction(labels.get(label), score, Float.NaN, keepScores ? scores : null, null);
      case REGRESSION -> new Prediction(null, Float.NaN, score, keepScores ? scores : null, null);
      case MULTI_LABEL ->
          new Prediction(null, Float.NaN, Float.NaN, keepScores ? scores : null, likely(scores));
      case EMBEDDING -> new Prediction(null, Float.NaN, Float.NaN, scores, null);
    };
  }

  /**
   * A record's place in a ranking of records.
   *
   * @param label from {@link #label}
   * @param score from {@link #score}
   * @param scores all outputs, or null where they did not travel
   * @param time of the record
   */
  public Prediction.Ranked place(int label, float score, float[] scores, long time) {
    return new Prediction.Ranked(
        label < 0 ? null : labels.get(label), score, keepScores ? scores : null, time);
  }

  private List<Prediction.Ranked> likely(float[] scores) {
    List<Prediction.Ranked> likely = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= THRESHOLD) {
        likely.add(
            new Prediction.Ranked(labels.get(i), scores[i], null, Prediction.Ranked.NO_TIME));
      }
    }
    likely.sort(Comparator.comparingDouble(ranked -> -ranked.score()));
    return likely;
  }
}
