package io.howdah.batch;

import io.howdah.batch.output.ByteBooks;
import io.howdah.batch.output.RejectWriter;
import io.howdah.batch.output.ScoredOutput;
import io.howdah.batch.output.TaskClock;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.gate.Evidences;
import io.howdah.gate.FilledEvidence;
import io.howdah.gate.KeyLabels;
import io.howdah.gate.RecordEvidence;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatchReader;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.Predictor;
import io.howdah.predict.PredictorPool;
import java.io.IOException;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.TaskCounter;

/** Loads the model once, scores the split in mini-batches, sends each row to its key's reducer. */
public final class ScoreMapper
    extends Mapper<NullWritable, MiniBatchReader, ImmutableBytesWritable, ScoredRecord> {
  private TaskClock clock;
  private ScoreConfig config;
  private Predictor predictor;
  private MiniBatchScorer scorer;
  private RejectWriter rejects;
  private Evidences evidence;
  private Counter recordsRead;
  private Counter hadoopsRecords;
  private long decodingNanos; // of another thread

  @Override
  protected void setup(Context context) throws IOException {
    clock = new TaskClock();
    config = ScoreConfig.from(context.getConfiguration());
    predictor =
        PredictorPool.borrow(
            config.card().sha256(),
            config.engine(),
            () -> TaskModel.load(config, context.getConfiguration()));
    rejects = new RejectWriter(context);
    evidence = Evidences.fresh(RecordEvidence.class, config.card(), KeyLabels.NONE);
    recordsRead = context.getCounter(ScoreCounter.RECORDS_READ);
    hadoopsRecords = context.getCounter(TaskCounter.MAP_INPUT_RECORDS);
    Interpreter interpreter = config.interpreter();
    boolean carriesScores = config.merge().needsScores() || interpreter.carriesScores();
    scorer =
        new MiniBatchScorer(
            predictor,
            config.sizing(predictor.outputs()),
            config.card().schema().width(),
            new ScoredOutput(
                context, interpreter, carriesScores, rejects, evidence.of(RecordEvidence.class)));
  }

  @Override
  protected void map(NullWritable none, MiniBatchReader reader, Context context)
      throws IOException, InterruptedException {
    long before = reader.records();
    scorer.score(reader);
    decodingNanos = reader.cpuNanos();
    long read = reader.records() - before;
    recordsRead.increment(read);
    hadoopsRecords.increment(read - 1); // it has counted the call as one
  }

  @Override
  protected void cleanup(Context context) throws IOException, InterruptedException {
    rejects.close();
    ByteBooks.write(context, context.getInputSplit());
    RunEvidence.leave(context, evidence);
    context
        .getCounter(ScoreCounter.FILLED_IN)
        .increment(evidence.find(FilledEvidence.KIND).orElseThrow().counts().values());
    clock.writeTo(context, recordsRead.getValue(), scorer.miniBatchRows(), decodingNanos);
    PredictorPool.giveBack(config.card().sha256(), config.engine(), predictor);
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    TaskFailure.reportFrom(context, () -> super.run(context));
  }
}
