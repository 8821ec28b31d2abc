package io.howdah.batch;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;

/** One file's part of a combined split: its text records, the header left out. */
public final class TextRecordReader extends RecordReader<RecordLocation, Text> {
  private final TextRecords records;
  private final long file;

  /** As {@code CombineFileRecordReader} calls it. */
  public TextRecordReader(CombineFileSplit split, TaskAttemptContext context, Integer index)
      throws IOException {
    this.records =
        TextRecords.open(
            split.getPath(index),
            split.getOffset(index),
            split.getLength(index),
            context.getConfiguration());
    this.file =
        List.of(FileInputFormat.getInputPaths(new JobConf(context.getConfiguration())))
            .indexOf(split.getPath(index));
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {}

  @Override
  public boolean nextKeyValue() throws IOException {
    if (!records.next()) {
      return false;
    }
    // provisional: by file, which is right where a file's parts tell its own offsets
    RecordLocation location = records.location();
    location.set(
        location.file(), location.offset(), file << RecordLocation.OFFSET_BITS | location.offset());
    return true;
  }

  @Override
  public RecordLocation getCurrentKey() {
    return records.location();
  }

  @Override
  public Text getCurrentValue() {
    return records.record();
  }

  @Override
  public float getProgress() throws IOException {
    return records.progress();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
