package io.howdah.gate;

import io.howdah.predict.FilledIn;
import java.io.IOException;
import java.util.Map;

/**
 * The books of a finished job: {@code recordsRead = predictions + rejects}, {@code predictions =
 * keysWritten + mergedAway}.
 *
 * @param doubled keys of several records
 * @param labelled rows whose label is known, and {@code labelledRight} those of them that got it
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
   * @param rule by which each got its prediction, in words
   */
  public record Doubled(long keys, String rule) {}

  /** Features that were filled in for scored records at least once. */
  public int filledFeatures() {
    return filledIn.features();
  }

  /** In how many of the predictions each was filled in, the most first; see {@link FilledIn}. */
  public Map<String, Long> filledByFeature() {
    return filledIn.records();
  }

  /**
   * Checks that nothing was lost or made up on the way.
   *
   * @throws IOException naming the books that do not balance
   */
  public void mustBalance() throws IOException {
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
