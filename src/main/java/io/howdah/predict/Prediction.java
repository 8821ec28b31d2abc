package io.howdah.predict;

import java.util.List;
import java.util.OptionalLong;

/** What a model says of one key, by the task of the model or the merge of the key's records. */
public sealed interface Prediction {
  /** Stands where no output of the model is kept. */
  float[] NO_SCORES = {};

  /** Every output of the model; empty unless asked for. */
  float[] scores();

  /** What one record says by one number, so that it can be a place of a ranking. */
  sealed interface Single extends Prediction {
    /** The number that ranks it. */
    float score();
  }

  /** Of a classification: the winning label. */
  record Classified(String label, float score, float[] scores) implements Single {}

  /** Of a regression. */
  record Value(float value, float[] scores) implements Single {
    @Override
    public float score() {
      return value;
    }
  }

  /** Of a multi-label task: the likely labels, the likeliest first. */
  record Likely(List<Place> labels, float[] scores) implements Prediction {}

  /** Of an embedding. */
  record Vector(float[] scores) implements Prediction {}

  /** Of a key with several records, the best first. */
  record Ranking(List<Place> places) implements Prediction {
    @Override
    public float[] scores() {
      return NO_SCORES;
    }
  }

  /**
   * One place of a ranking.
   *
   * @param time of the record behind it, epoch milliseconds; empty where it has none
   */
  record Place(Single said, OptionalLong time) {}
}
