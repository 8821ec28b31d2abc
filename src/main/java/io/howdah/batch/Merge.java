package io.howdah.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * How several scored records of one key become one prediction: {@code latest}, {@code max}, {@code
 * mean}, {@code top:N} or {@code fail}. It keeps records or averages outputs; what outputs mean is
 * the {@link Interpreter}'s to say.
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

  /** What is left of a key's records, and how many were handed over. */
  public record Kept(List<ScoredRecord> records, long seen) {
    /** True if the key had several records, be it that others were merged away before. */
    public boolean isDoubled() {
      return seen > 1 || records.get(0).isMerged();
    }
  }

  /**
   * Merges all records of one key. The iterable may hand out one reused instance; where there is
   * but one record, it is that instance that is kept.
   *
   * @param model says what averaged outputs mean
   * @throws DuplicateKeyException for {@code fail} and more than one record
   */
  public Kept merge(Iterable<ScoredRecord> values, Interpreter model) throws DuplicateKeyException {
    return switch (policy) {
      case LATEST, MAX, TOP -> best(values);
      case MEAN -> mean(values.iterator(), model);
      case FAIL -> single(values.iterator());
    };
  }

  /**
   * Keeps the best of some records of one key, where that is {@linkplain #isExactInParts exact}.
   * The iterable may hand out one reused instance; where there is but one record, it is that
   * instance that is kept.
   */
  Kept best(Iterable<ScoredRecord> values) {
    Iterator<ScoredRecord> rest = values.iterator();
    ScoredRecord first = rest.next();
    if (!rest.hasNext()) {
      return new Kept(List.of(first), 1); // by far the most keys: no copy
    }
    Comparator<ScoredRecord> order =
        policy == Policy.LATEST ? ScoredRecord.LATEST : ScoredRecord.HIGHEST;
    List<ScoredRecord> kept = new ArrayList<>(List.of(first.copy()));
    long seen = 1;
    while (rest.hasNext()) {
      ScoredRecord value = rest.next();
      seen++;
      if (kept.size() < limit) {
        insert(kept, value.copy(), order);
      } else if (order.compare(value, kept.get(limit - 1)) < 0) {
        ScoredRecord last = kept.remove(limit - 1);
        last.set(value);
        insert(kept, last, order);
      }
    }
    kept.get(0).markMerged();
    return new Kept(kept, seen);
  }

  private static void insert(
      List<ScoredRecord> kept, ScoredRecord value, Comparator<ScoredRecord> order) {
    int at = kept.size();
    while (at > 0 && order.compare(value, kept.get(at - 1)) < 0) {
      at--;
    }
    kept.add(at, value);
  }

  /**
   * The mean of each output, interpreted as one record's outputs are; the sums do not depend on the
   * order in which records arrive.
   */
  private static Kept mean(Iterator<ScoredRecord> values, Interpreter model) {
    ScoredRecord first = values.next();
    if (!values.hasNext()) {
      return new Kept(List.of(first), 1); // its own outputs are the mean
    }
    Scores means = new Scores(1, first.scores().length);
    ExactSum[] sums = new ExactSum[means.outputs()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new ExactSum();
    }
    long seen = 0;
    long time = Long.MIN_VALUE;
    for (ScoredRecord value = first;
        value != null;
        value = values.hasNext() ? values.next() : null) {
      seen++;
      time = Math.max(time, value.time());
      for (int i = 0; i < sums.length; i++) {
        sums[i].add(value.scores()[i]);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      means.values()[i] = (float) (sums[i].value() / seen);
    }
    ScoredRecord mean = new ScoredRecord();
    mean.set(
        time,
        MiniBatch.NO_PLACE,
        model.label(means, 0),
        model.score(means, 0),
        means.values(),
        0,
        means.outputs());
    return new Kept(List.of(mean), seen);
  }

  private static Kept single(Iterator<ScoredRecord> values) throws DuplicateKeyException {
    ScoredRecord only = values.next();
    if (values.hasNext()) {
      throw new DuplicateKeyException();
    }
    return new Kept(List.of(only), 1);
  }
}
