package io.howdah.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;

/** One file's part of a combined split: its text records, the header left out. */
public final class TextRecordReader extends RecordReader<RecordLocation, Text> {
  private final RecordSplit split;
  private final RecordSplit.Part part;
  private final Configuration conf;
  private final TextRecords records;
  private boolean ended;

  /** As {@code CombineFileRecordReader} calls it. */
  public TextRecordReader(CombineFileSplit split, TaskAttemptContext context, Integer index)
      throws IOException {
    this.split = (RecordSplit) split;
    this.part = this.split.part(index);
    this.conf = context.getConfiguration();
    this.records = TextRecords.open(part, TextLayout.from(conf), conf);
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {}

  @Override
  public boolean nextKeyValue() throws IOException {
    if (records.next()) {
      return true;
    }
    if (!ended) {
      ended = true;
      // here and not before: what changes while it is read is no less wrong
      var unused = part.listed().unchanged(conf);
      split.read(new PartRead(part.file(), records.begun(), records.reached()));
    }
    return false;
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
