package io.howdah.batch.shuffle;

import io.howdah.predict.Interpreter;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * Makes one prediction of the scored records of one key. It keeps records or averages outputs; what
 * outputs mean is the {@link Interpreter}'s to say.
 *
 * @param merge the policy
 */
public record RecordMerger(Merge merge) {
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
    return switch (merge.policy()) {
      case LATEST, MAX, TOP -> best(values);
      case MEAN -> mean(values.iterator(), model);
      case FAIL -> single(values.iterator());
    };
  }

  /**
   * Keeps the best of some records of one key, where that is {@linkplain Merge#isExactInParts
   * exact}. The iterable may hand out one reused instance; where there is but one record, it is
   * that instance that is kept.
   */
  public Kept best(Iterable<ScoredRecord> values) {
    Iterator<ScoredRecord> rest = values.iterator();
    ScoredRecord first = rest.next();
    if (!rest.hasNext()) {
      return new Kept(List.of(first), 1); // by far the most keys: no copy
    }
    Comparator<ScoredRecord> order =
        merge.policy() == Merge.Policy.LATEST ? ScoredRecord.LATEST : ScoredRecord.HIGHEST;
    List<ScoredRecord> kept = new ArrayList<>(List.of(first.copy()));
    long seen = 1;
    while (rest.hasNext()) {
      ScoredRecord value = rest.next();
      seen++;
      if (kept.size() < merge.limit()) {
        insert(kept, value.copy(), order);
      } else if (order.compare(value, kept.get(merge.limit() - 1)) < 0) {
        ScoredRecord last = kept.remove(merge.limit() - 1);
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
