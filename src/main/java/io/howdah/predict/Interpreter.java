package io.howdah.predict;

import io.howdah.model.ModelCard;
import io.howdah.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** True if a record says one thing, so that it can be a place of a ranking. */
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

  /** The prediction of a row of a mini-batch. */
  public Prediction prediction(Scores scores, int row) {
    int from = row * scores.outputs();
    float[] outputs =
        carriesScores()
            ? Arrays.copyOfRange(scores.values(), from, from + scores.outputs())
            : Prediction.NO_SCORES;
    return prediction(label(scores, row), score(scores, row), outputs);
  }

  /**
   * The prediction of a key.
   *
   * @param label from {@link #label}
   * @param score from {@link #score}
   * @param scores all outputs; empty where they did not travel
   */
  public Prediction prediction(int label, float score, float[] scores) {
    return switch (task) {
      case CLASSIFICATION, REGRESSION -> single(label, score, scores);
      case MULTI_LABEL -> new Prediction.Likely(likely(scores), kept(scores));
      case EMBEDDING -> new Prediction.Vector(scores);
    };
  }

  /**
   * What a record says that {@linkplain #hasPlaces can be ranked}.
   *
   * @param label from {@link #label}
   * @param score from {@link #score}
   * @param scores all outputs; empty where they did not travel
   */
  public Prediction.Single single(int label, float score, float[] scores) {
    return task == Task.CLASSIFICATION
        ? new Prediction.Classified(labels.get(label), score, kept(scores))
        : new Prediction.Value(score, kept(scores));
  }

  private float[] kept(float[] scores) {
    return keepScores ? scores : Prediction.NO_SCORES;
  }

  private List<Prediction.Place> likely(float[] scores) {
    List<Prediction.Place> likely = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= THRESHOLD) {
        likely.add(
            new Prediction.Place(
                new Prediction.Classified(labels.get(i), scores[i], Prediction.NO_SCORES),
                OptionalLong.empty()));
      }
    }
    likely.sort(Comparator.comparingDouble(place -> -place.said().score()));
    return likely;
  }
}
