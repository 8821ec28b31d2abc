package io.howdah.predict;

import java.util.List;

/**
 * What a model says of one key.
 *
 * @param label the winning label, or null where the task has none
 * @param score of the label; NaN where the task has none
 * @param value of a regression; NaN where the task is another
 * @param scores every output of the model; null unless asked for
 * @param top the best labels or records, best first; null unless the task or the merge asks for it
 */
public record Prediction(String label, float score, float value, float[] scores, List<Ranked> top) {

  /**
   * One place of a ranking.
   *
   * @param label null for a regression
   * @param scores every output of the record behind it; null unless asked for
   * @param time of the record behind it in epoch milliseconds; {@link #NO_TIME} where the ranking
   *     is one record's own
   */
  public record Ranked(String label, float score, float[] scores, long time) {
    /** Stands for "no time of its own". */
    public static final long NO_TIME = Long.MIN_VALUE;
  }
}
