package io.howdah.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
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
  public String text() {
    String name = policy.name().toLowerCase(Locale.ROOT);
    return policy == Policy.TOP ? name + ":" + limit : name;
  }

  /** True if merging some of the records early, on the mapper's side, changes nothing. */
  public boolean isExactInParts() {
    return policy == Policy.LATEST || policy == Policy.MAX || policy == Policy.TOP;
  }

  /** True if the whole output vector must travel. */
  public boolean needsScores() {
    return policy == Policy.MEAN;
  }

  /** What is left of a key's records, and how many there were. */
  public record Kept(List<ScoredRecord> records, long seen) {}

  /**
   * Merges the records of one key. The iterable may hand out one reused instance; where there is
   * but one record, it is that instance that is kept.
   *
   * @throws DuplicateKeyException for {@code fail} and more than one record
   */
  public Kept merge(Iterable<ScoredRecord> values) throws DuplicateKeyException {
    Iterator<ScoredRecord> rest = values.iterator();
    ScoredRecord first = rest.next();
    return switch (policy) {
      case LATEST -> best(first, rest, ScoredRecord.LATEST);
      case MAX, TOP -> best(first, rest, ScoredRecord.HIGHEST);
      case MEAN -> mean(first, rest);
      case FAIL -> single(first, rest);
    };
  }

  private Kept best(
      ScoredRecord first, Iterator<ScoredRecord> rest, Comparator<ScoredRecord> order) {
    if (!rest.hasNext()) {
      return new Kept(List.of(first), 1); // by far the most keys: no copy
    }
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

  /** The mean of each output; the sums do not depend on the order in which records arrive. */
  private static Kept mean(ScoredRecord first, Iterator<ScoredRecord> rest) {
    ExactSum[] sums = new ExactSum[first.scores().length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new ExactSum();
    }
    long seen = 0;
    long time = Long.MIN_VALUE;
    for (ScoredRecord value = first; value != null; value = rest.hasNext() ? rest.next() : null) {
      seen++;
      time = Math.max(time, value.time());
      for (int i = 0; i < sums.length; i++) {
        sums[i].add(value.scores()[i]);
      }
    }
    float[] means = new float[sums.length];
    int best = 0;
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i].value() / seen);
      if (means[i] > means[best]) {
        best = i;
      }
    }
    ScoredRecord mean = new ScoredRecord();
    mean.set(time, best, means[best], means, 0, means.length);
    return new Kept(List.of(mean), seen);
  }

  private static Kept single(ScoredRecord first, Iterator<ScoredRecord> rest)
      throws DuplicateKeyException {
    if (rest.hasNext()) {
      throw new DuplicateKeyException();
    }
    return new Kept(List.of(first), 1);
  }
}
