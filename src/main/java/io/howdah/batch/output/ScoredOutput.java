package io.howdah.batch.output;

import io.howdah.batch.ScoreCounter;
import io.howdah.batch.shuffle.ScoredRecord;
import io.howdah.gate.RecordEvidence;
import io.howdah.predict.Interpreter;
import io.howdah.predict.MiniBatch;
import io.howdah.predict.MiniBatchScorer;
import io.howdah.predict.Scores;
import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/** Writes scored rows to the shuffle, without a copy and without a new object per row. */
public final class ScoredOutput implements MiniBatchScorer.Output {
  private final TaskInputOutputContext<?, ?, ImmutableBytesWritable, ScoredRecord> context;
  private final Interpreter interpreter;
  private final boolean carriesScores;
  private final RejectWriter rejects;
  private final List<RecordEvidence> evidence;
  private final Counter predictions;
  private final ImmutableBytesWritable key = new ImmutableBytesWritable();
  private final ScoredRecord value = new ScoredRecord();

  public ScoredOutput(
      TaskInputOutputContext<?, ?, ImmutableBytesWritable, ScoredRecord> context,
      Interpreter interpreter,
      boolean carriesScores,
      RejectWriter rejects,
      List<RecordEvidence> evidence) {
    this.context = context;
    this.interpreter = interpreter;
    this.carriesScores = carriesScores;
    this.rejects = rejects;
    this.evidence = evidence;
    this.predictions = context.getCounter(ScoreCounter.PREDICTIONS);
  }

  @Override
  public void scored(MiniBatch batch, int row, Scores scores)
      throws IOException, InterruptedException {
    key.set(batch.keys(), batch.keyStart(row), batch.keyLength(row));
    value.set(
        batch.timeOf(row),
        batch.place(row),
        interpreter.label(scores, row),
        interpreter.score(scores, row),
        scores.values(),
        row * scores.outputs(),
        carriesScores ? scores.outputs() : 0);
    context.write(key, value);
    predictions.increment(1);
    for (RecordEvidence each : evidence) {
      each.add(batch, row, scores);
    }
  }

  @Override
  public void rejected(
      RejectCause cause, String message, String source, long offset, ByteBuffer raw)
      throws IOException, InterruptedException {
    rejects.write(cause, message, source, offset, raw);
  }
}
