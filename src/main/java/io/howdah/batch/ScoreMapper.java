package io.howdah.batch;

import io.howdah.predict.FilledCounts;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.Predictor;
import io.howdah.predict.PredictorPool;
import io.howdah.record.RecordDecoder;
import io.howdah.source.RecordLocation;
import java.io.IOException;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Mapper;

/** Loads the model once, scores the split in mini-batches, sends each row to its key's reducer. */
public final class ScoreMapper
    extends Mapper<RecordLocation, Text, ImmutableBytesWritable, ScoredRecord> {
  private TaskClock clock;
  private ScoreConfig config;
  private Predictor predictor;
  private MiniBatchScorer<Text> scorer;
  private RejectWriter rejects;
  private FilledCounts filled;
  private Counter recordsRead;
  private int maxRecordBytes;
  private boolean placed;

  @Override
  protected void setup(Context context) throws IOException {
    clock = new TaskClock();
    config = ScoreConfig.from(context.getConfiguration());
    RecordDecoder<Text> decoder = config.layout().decoder(config.card().schema());
    predictor =
        PredictorPool.borrow(
            config.card().sha256(),
            config.engine(),
            () -> TaskModel.load(config, context.getConfiguration()));
    rejects = new RejectWriter(context);
    filled = new FilledCounts(config.card().schema().features());
    recordsRead = context.getCounter(ScoreCounter.RECORDS_READ);
    maxRecordBytes = config.layout().maxRecordBytes();
    placed = config.merge().needsPlaces();
    Interpreter interpreter = config.interpreter();
    boolean carriesScores = config.merge().needsScores() || interpreter.carriesScores();
    scorer =
        new MiniBatchScorer<>(
            decoder,
            predictor,
            config.sizing(predictor.outputs()),
            config.card().schema().width(),
            new ScoredOutput(context, interpreter, carriesScores, rejects, filled));
  }

  @Override
  protected void map(RecordLocation location, Text record, Context context)
      throws IOException, InterruptedException {
    recordsRead.increment(1);
    if (record.getLength() > maxRecordBytes) {
      rejects.oversized(location, record, maxRecordBytes);
    } else {
      long place = placed ? location.place() : MiniBatch.NO_PLACE;
      scorer.add(record, location.file(), location.offset(), place);
    }
  }

  @Override
  protected void cleanup(Context context) throws IOException, InterruptedException {
    scorer.flush();
    rejects.close();
    ByteBooks.write(context, context.getInputSplit());
    FilledFile.write(context, filled);
    clock.writeTo(context, recordsRead.getValue(), scorer.miniBatchRows());
    PredictorPool.giveBack(config.card().sha256(), config.engine(), predictor);
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    TaskFailure.reportFrom(context, () -> super.run(context));
  }
}
