package io.howdah.batch;

import io.howdah.batch.output.ReadBackSample;
import io.howdah.batch.output.RowTally;
import io.howdah.batch.output.TaskClock;
import io.howdah.batch.shuffle.DuplicateKeyException;
import io.howdah.batch.shuffle.RecordMerger;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.predict.Interpreter;
import io.howdah.predict.Merge;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.Prediction;
import io.howdah.record.RecordKey;
import io.howdah.source.FaultyInputException;
import io.howdah.view.ViewCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Reducer;

/** Makes one prediction a key and writes its cells in order, stamped with the run's version. */
public final class ViewReducer
    extends Reducer<ImmutableBytesWritable, ScoredRecord, ImmutableBytesWritable, List<KeyValue>> {
  private TaskClock clock;
  private ScoreConfig config;
  private RecordMerger merger;
  private Interpreter interpreter;
  private ReadBackSample sample;
  private RowTally tally;
  private Counter mergedAway;
  private Counter keysDoubled;
  private Counter keysWritten;
  private Counter cellsWritten;

  @Override
  protected void setup(Context context) throws IOException {
    clock = new TaskClock();
    config = ScoreConfig.from(context.getConfiguration());
    merger = new RecordMerger(config.merge());
    interpreter = config.interpreter();
    sample = new ReadBackSample(context);
    tally = new RowTally(context, config.card());
    mergedAway = context.getCounter(ScoreCounter.MERGED_AWAY);
    keysDoubled = context.getCounter(ScoreCounter.KEYS_DOUBLED);
    keysWritten = context.getCounter(ScoreCounter.KEYS_WRITTEN);
    cellsWritten = context.getCounter(ScoreCounter.CELLS_WRITTEN);
  }

  @Override
  protected void reduce(ImmutableBytesWritable key, Iterable<ScoredRecord> values, Context context)
      throws IOException, InterruptedException {
    byte[] row = key.copyBytes();
    RecordMerger.Kept kept;
    try {
      kept = merger.merge(values, interpreter);
    } catch (DuplicateKeyException e) {
      throw new FaultyInputException(
          "Invalid input: "
              + e.getMessage()
              + ": "
              + RecordKey.shown(new String(row, StandardCharsets.UTF_8))
              + " (choose another --merge)",
          e);
    }
    List<KeyValue> cells =
        ViewCells.encode(row, ViewCells.BATCH, config.version(), prediction(kept.records()));
    context.write(key, cells);
    sample.offer(row, cells);
    tally.add(row, kept.records().get(0));
    mergedAway.increment(kept.seen() - 1);
    keysDoubled.increment(kept.isDoubled() ? 1 : 0);
    keysWritten.increment(1);
    cellsWritten.increment(cells.size());
  }

  private Prediction prediction(List<ScoredRecord> records) {
    if (config.merge().policy() != Merge.Policy.TOP) {
      ScoredRecord only = records.get(0);
      return interpreter.prediction(only.label(), only.score(), only.scores());
    }
    List<Prediction.Place> places = new ArrayList<>(records.size());
    for (ScoredRecord record : records) {
      places.add(
          new Prediction.Place(
              interpreter.single(record.label(), record.score(), record.scores()),
              record.time() == MiniBatch.NO_TIME
                  ? OptionalLong.empty()
                  : OptionalLong.of(record.time())));
    }
    return new Prediction.Ranking(places);
  }

  @Override
  protected void cleanup(Context context) throws IOException, InterruptedException {
    sample.close();
    tally.close();
    clock.writeTo(context, keysWritten.getValue(), 0, 0);
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    TaskFailure.reportFrom(context, () -> super.run(context));
  }
}
