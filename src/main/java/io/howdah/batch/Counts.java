package io.howdah.batch;

import io.howdah.predict.FilledCounts;
import io.howdah.predict.FilledIn;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.mapreduce.Counters;

/**
 * The books of a finished job; see {@link ScoreCounter}.
 *
 * @param doubled keys of several records
 * @param filledIn what was filled in for the scored records, before any of them gave way to another
 *     one of its key
 */
public record Counts(
    long recordsRead,
    long predictions,
    long rejects,
    long nonFinite,
    long mergedAway,
    Doubled doubled,
    long keysWritten,
    long cellsWritten,
    long labelled,
    long labelledRight,
    Map<String, Long> rejectsByCause,
    FilledIn filledIn) {
  /**
   * Keys of which there was more than one scored record.
   *
   * @param rule by which each got its prediction, as {@link Merge#rule} tells it
   */
  public record Doubled(long keys, String rule) {}

  /**
   * @param filled what the mappers counted of it
   */
  static Counts of(Counters counters, FilledCounts filled, String rule) {
    Map<String, Long> byCause = new TreeMap<>();
    for (RejectCause cause : RejectCause.values()) {
      long count = counters.findCounter(cause).getValue();
      if (count > 0) {
        byCause.put(cause.name(), count);
      }
    }
    return new Counts(
        count(counters, ScoreCounter.RECORDS_READ),
        count(counters, ScoreCounter.PREDICTIONS),
        count(counters, ScoreCounter.REJECTS),
        count(counters, ScoreCounter.NON_FINITE),
        count(counters, ScoreCounter.MERGED_AWAY),
        new Doubled(count(counters, ScoreCounter.KEYS_DOUBLED), rule),
        count(counters, ScoreCounter.KEYS_WRITTEN),
        count(counters, ScoreCounter.CELLS_WRITTEN),
        count(counters, ScoreCounter.LABELLED),
        count(counters, ScoreCounter.LABELLED_RIGHT),
        byCause,
        filled.summary());
  }

  /** Features that were filled in for scored records at least once. */
  public int filledFeatures() {
    return filledIn.features();
  }

  /** In how many of the predictions each was filled in, the most first; see {@link FilledIn}. */
  public Map<String, Long> filledByFeature() {
    return filledIn.records();
  }

  private static long count(Counters counters, ScoreCounter counter) {
    return counters.findCounter(counter).getValue();
  }

  /**
   * Checks that nothing was lost or made up on the way.
   *
   * @throws IOException naming the books that do not balance
   */
  void mustBalance() throws IOException {
    if (recordsRead != predictions + rejects) {
      throw new IOException(
          "Cannot publish: the books do not balance: "
              + recordsRead
              + " records read, but "
              + predictions
              + " predictions + "
              + rejects
              + " rejects");
    }
    if (predictions != keysWritten + mergedAway) {
      throw new IOException(
          "Cannot publish: the books do not balance: "
              + predictions
              + " predictions, but "
              + keysWritten
              + " rows + "
              + mergedAway
              + " merged away");
    }
    if (doubled.keys > Math.min(keysWritten, mergedAway) || (doubled.keys == 0 && mergedAway > 0)) {
      throw new IOException(
          "Cannot publish: the books do not balance: "
              + mergedAway
              + " merged away, but "
              + doubled.keys
              + " doubled keys of "
              + keysWritten);
    }
  }
}
