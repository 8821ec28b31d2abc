package io.howdah.source;

import io.howdah.predict.MiniBatchReader;
import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Hands the reader of a split to its mapper, for one mini-batch after the other, so that Hadoop
 * asks for the progress between two of them.
 */
final class SplitRecordReader extends RecordReader<NullWritable, MiniBatchReader> {
  private final MiniBatchReader reader;

  SplitRecordReader(MiniBatchReader reader) {
    this.reader = reader;
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {}

  @Override
  public boolean nextKeyValue() {
    return !reader.isOver();
  }

  @Override
  public NullWritable getCurrentKey() {
    return NullWritable.get();
  }

  @Override
  public MiniBatchReader getCurrentValue() {
    return reader;
  }

  @Override
  public float getProgress() throws IOException {
    return reader.progress();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
