package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/** Hands each mapper one reader of mini-batches, of whatever format the job's input is. */
public abstract class RecordInputFormat extends InputFormat<NullWritable, MiniBatchReader> {
  @Override
  public final List<InputSplit> getSplits(JobContext job) throws IOException {
    return source(job.getConfiguration()).splits(job);
  }

  @Override
  public final RecordReader<NullWritable, MiniBatchReader> createRecordReader(
      InputSplit split, TaskAttemptContext context) throws IOException {
    Configuration conf = context.getConfiguration();
    return new SplitRecordReader(read(source(conf), split, conf));
  }

  private static JobSource source(Configuration job) throws IOException {
    return SourceFormats.ofJob(job).ofJob(job);
  }

  /** Says what of the records is read. */
  protected abstract MiniBatchReader read(JobSource source, InputSplit split, Configuration job)
      throws IOException;
}
