package io.howdah.predict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * How several scored records of one key become one prediction: {@code latest}, {@code max}, {@code
 * mean}, {@code top:N} or {@code fail}.
 *
 * @param policy the name
 * @param limit N of {@code top:N}, otherwise 1
 */
public record Merge(Policy policy, int limit) {
  /** The policies' names. */
  public enum Policy {
    LATEST,
    MAX,
    MEAN,
    TOP,
    FAIL
  }

  private static final int MAX_TOP = 1000;

  /** The policy of that text. */
  @JsonCreator
  public static Merge of(String text) {
    switch (text) {
      case "latest":
        return new Merge(Policy.LATEST, 1);
      case "max":
        return new Merge(Policy.MAX, 1);
      case "mean":
        return new Merge(Policy.MEAN, 1);
      case "fail":
        return new Merge(Policy.FAIL, 1);
      default:
        if (text.matches("top:[1-9][0-9]{0,3}")) {
          int limit = Integer.parseInt(text.substring("top:".length()));
          if (limit <= MAX_TOP) {
            return new Merge(Policy.TOP, limit);
          }
        }
        throw new IllegalArgumentException(
            "Invalid merge: "
                + text
                + " (must be latest, max, mean, top:N with N <= 1000 or fail)");
    }
  }

  /** The text that {@link #of} reads. */
  @JsonValue
  public String text() {
    String name = policy.name().toLowerCase(Locale.ROOT);
    return policy == Policy.TOP ? name + ":" + limit : name;
  }

  /**
   * Makes sure that the records of such a model can be merged so.
   *
   * @throws IllegalArgumentException with one line that says what else to take
   */
  public void requireFits(Interpreter model) {
    if ((policy == Policy.MAX || policy == Policy.TOP) && model.rank().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot merge records by "
              + text()
              + ": the model's task is "
              + model.task().text()
              + ", and such records have no score to compare (must be latest, mean or fail)");
    }
    if (policy == Policy.TOP && !model.hasPlaces()) {
      throw new IllegalArgumentException(
          "Cannot merge records by "
              + text()
              + ": the model's task is "
              + model.task().text()
              + ", and a place of the ranking cannot hold a record's labels"
              + " (must be latest, max, mean or fail)");
    }
  }

  /**
   * By what rule a key of several records got its prediction, in words.
   *
   * @param timed true if the records have times of their own
   */
  public String rule(Interpreter model, boolean timed) {
    String rank = model.rank().orElse("score");
    return text()
        + ": "
        + switch (policy) {
          case LATEST ->
              timed
                  ? "the record with the latest time was kept, of equal times the last of the input"
                  : "the last record of the input was kept";
          case MAX -> "the record with the highest " + rank + " was kept";
          case MEAN -> "the outputs of its records were averaged";
          case TOP -> "the best " + limit + " by " + rank + " were kept";
          case FAIL -> "there must be none";
        };
  }

  /** True if merging some of the records early, on the mapper's side, changes nothing. */
  public boolean isExactInParts() {
    return policy == Policy.LATEST || policy == Policy.MAX || policy == Policy.TOP;
  }

  /** True if the whole output vector must travel. */
  public boolean needsScores() {
    return policy == Policy.MEAN;
  }

  /** True if each record's place in the input must travel. */
  public boolean needsPlaces() {
    return policy == Policy.LATEST;
  }
}
