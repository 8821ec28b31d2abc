package io.howdah.predict;

import io.howdah.record.Feature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts, by feature, the scored rows for which a rule of the card filled it in, as the record
 * lacked it or had a category that the card does not list. Not thread-safe.
 */
public final class FilledCounts {
  private final List<Feature> features;
  private final long[] rows;
  private long values;

  /**
   * @param features of the model's card
   */
  public FilledCounts(List<Feature> features) {
    this.features = features;
    this.rows = new long[features.size()];
  }

  /**
   * Counts one row, once it is scored.
   *
   * @return how many values of it were filled in
   */
  public int add(MiniBatch batch, int row) {
    int filled = batch.countFilled(row, rows);
    values += filled;
    return filled;
  }

  /** Adds what was counted elsewhere. */
  public void add(int feature, long count) {
    rows[feature] += count;
    values += count;
  }

  /** Features of the card. */
  public int features() {
    return rows.length;
  }

  public String name(int feature) {
    return features.get(feature).name();
  }

  /** Rows in which that feature was filled in. */
  public long rows(int feature) {
    return rows[feature];
  }

  /** Adds the counts above 0 to those of the same features' names. */
  public void addTo(Map<String, Long> byName) {
    for (int feature = 0; feature < rows.length; feature++) {
      if (rows[feature] > 0) {
        byName.merge(name(feature), rows[feature], Long::sum);
      }
    }
  }

  /** What was counted, for people. */
  public FilledIn summary() {
    Map<String, Long> byName = new LinkedHashMap<>();
    addTo(byName);
    return FilledIn.of(byName);
  }

  /** Values that were filled in, all features together. */
  public long values() {
    return values;
  }
}
