package io.howdah.batch;

import io.howdah.model.ModelCard;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/** What a reducer counts and samples of the rows that it writes, for the run to be judged by. */
final class RowTally {
  private final TaskInputOutputContext<?, ?, ?, ?> context;
  private final Optional<HistogramCounts> spread;
  private final KeySketch keys = new KeySketch(KeySketch.SIZE);
  private final int[] labels;
  private final Optional<KnownLabels> known;
  private final Counter labelled;
  private final Counter right;

  RowTally(TaskInputOutputContext<?, ?, ?, ?> context, ModelCard card) throws IOException {
    this.context = context;
    this.spread = HistogramCounts.of(card);
    this.labels = card.labels().stream().mapToInt(KeySketch::prediction).toArray();
    this.known = KnownLabels.ofTask(context.getConfiguration(), card);
    this.labelled = context.getCounter(ScoreCounter.LABELLED);
    this.right = context.getCounter(ScoreCounter.LABELLED_RIGHT);
  }

  /**
   * Takes one row.
   *
   * @param best of its records
   */
  void add(byte[] row, ScoredRecord best) {
    int label = best.label();
    long hash = KeySketch.hash(row, 0, row.length);
    keys.add(hash, label < 0 ? KeySketch.prediction(best.score()) : labels[label]);
    if (spread.isPresent()) {
      spread.get().add(label, best.score());
    }
    if (known.isPresent()) {
      compare(known.get().label(hash), label);
    }
  }

  private void compare(int expected, int label) {
    if (expected != KnownLabels.UNKNOWN) {
      labelled.increment(1);
      right.increment(expected == label ? 1 : 0);
    }
  }

  /** Leaves all of it beside the output. */
  void close() throws IOException, InterruptedException {
    SideFile sample = new SideFile(context, KeySketch.FOLDER);
    sample.append(keys.bytes());
    sample.close();
    if (spread.isPresent()) {
      SideFile histogram = new SideFile(context, HistogramCounts.FOLDER);
      spread.get().writeTo(histogram);
      histogram.close();
    }
  }
}
