package io.howdah.batch;

import io.howdah.predict.FilledCounts;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Counters;

/**
 * What the tasks of a run counted and sampled, added up.
 *
 * @param counts the books; they balance
 * @param spread of the predictions; empty where the task has no score
 * @param keys a sample of them
 */
record Evidence(Counts counts, Optional<HistogramCounts> spread, KeySketch keys) {

  /**
   * Takes what the tasks left out of an attempt's folder.
   *
   * @throws IOException if it does not fit together: something was lost on the way
   */
  static Evidence gather(Counters counters, ScoreConfig config, Path attempt, Staging staging)
      throws IOException {
    FilledCounts filled = filled(counters, config, attempt, staging);
    Counts counts = Counts.of(counters, filled, config.mergeRule());
    counts.mustBalance();
    Optional<HistogramCounts> spread = HistogramCounts.of(config.card());
    if (spread.isPresent()) {
      Path folder = new Path(attempt, HistogramCounts.FOLDER);
      spread.get().addAll(staging.files(), folder);
      staging.files().delete(folder, true);
      long rows = spread.get().histogram().rows();
      if (rows != counts.keysWritten()) {
        throw lost("histogram counts " + rows + " rows", counts);
      }
    }
    KeySketch keys = new KeySketch(KeySketch.SIZE);
    Path folder = new Path(attempt, KeySketch.FOLDER);
    keys.addAll(staging.files(), folder);
    staging.files().delete(folder, true);
    if (!keys.isOf(counts.keysWritten())) {
      throw lost("sample holds " + keys.size() + " keys", counts);
    }
    return new Evidence(counts, spread, keys);
  }

  private static FilledCounts filled(
      Counters counters, ScoreConfig config, Path attempt, Staging staging) throws IOException {
    FilledCounts filled = new FilledCounts(config.card().schema().features());
    Path folder = new Path(attempt, FilledFile.FOLDER);
    FilledFile.addAll(staging.files(), folder, filled);
    staging.files().delete(folder, true);
    long counted = counters.findCounter(ScoreCounter.FILLED_IN).getValue();
    if (filled.values() != counted) {
      throw new IOException(
          "Cannot publish: the mappers left counts of "
              + filled.values()
              + " filled-in values, but counted "
              + counted);
    }
    return filled;
  }

  private static IOException lost(String found, Counts counts) {
    return new IOException(
        "Cannot publish: the " + found + ", but the reducers wrote " + counts.keysWritten());
  }
}
