package io.howdah.batch.shuffle;

import io.howdah.batch.TaskFailure;
import java.io.IOException;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapred.ShuffleConsumerPlugin;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.reduce.Shuffle;

/**
 * Hadoop's own shuffle, which leaves the reason for the driver where it fails: of a local job
 * nothing else tells it.
 *
 * @param <K> of the map output
 * @param <V> of the map output
 */
public final class ReportingShuffle<K, V> extends Shuffle<K, V> {
  private JobConf conf;
  private TaskAttemptID attempt;

  @Override
  @SuppressWarnings("rawtypes") // as the class that is extended has it
  public void init(ShuffleConsumerPlugin.Context context) {
    conf = context.getJobConf();
    attempt = context.getReduceId();
    super.init(context);
  }

  @Override
  public RawKeyValueIterator run() throws IOException, InterruptedException {
    RawKeyValueIterator[] merged = new RawKeyValueIterator[1];
    TaskFailure.reportFrom(conf, attempt.toString(), () -> merged[0] = super.run());
    return merged[0];
  }
}
