package io.howdah.batch;

import java.io.IOException;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.mapreduce.Reducer;

/** Merges the records of a key before the shuffle, for merges that are exact in parts. */
public final class MergeCombiner
    extends Reducer<ImmutableBytesWritable, ScoredRecord, ImmutableBytesWritable, ScoredRecord> {
  private Merge merge;

  @Override
  protected void setup(Context context) throws IOException {
    merge = ScoreConfig.from(context.getConfiguration()).merge();
  }

  @Override
  protected void reduce(ImmutableBytesWritable key, Iterable<ScoredRecord> values, Context context)
      throws IOException, InterruptedException {
    Merge.Kept kept = merge.merge(values);
    for (ScoredRecord record : kept.records()) {
      context.write(key, record);
    }
    context.getCounter(ScoreCounter.MERGED_AWAY).increment(kept.seen() - kept.records().size());
  }
}
