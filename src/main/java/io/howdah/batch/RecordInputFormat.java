package io.howdah.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.CombineFileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.CombineFileRecordReader;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;

/** Text records of large files by blocks, and of many small files together in one split. */
public final class RecordInputFormat extends CombineFileInputFormat<RecordLocation, Text> {
  private static final String HEADER = Settings.OF_THE_JOB + "header-line";

  private static final long DEFAULT_SPLIT = 128L << 20;

  /** Sets the line that every file must begin with; empty: none. Encoded, for a job.xml is XML. */
  static void setHeader(Configuration conf, String line) {
    conf.set(HEADER, Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8)));
  }

  static String header(Configuration conf) {
    return new String(Base64.getDecoder().decode(conf.get(HEADER, "")), StandardCharsets.UTF_8);
  }

  @Override
  public List<InputSplit> getSplits(JobContext job) throws IOException {
    setMaxSplitSize(job.getConfiguration().getLong(FileInputFormat.SPLIT_MAXSIZE, DEFAULT_SPLIT));
    return super.getSplits(job);
  }

  @Override
  protected boolean isSplitable(JobContext context, Path file) {
    CompressionCodec codec = new CompressionCodecFactory(context.getConfiguration()).getCodec(file);
    return codec == null || codec instanceof SplittableCompressionCodec;
  }

  @Override
  public RecordReader<RecordLocation, Text> createRecordReader(
      InputSplit split, TaskAttemptContext context) throws IOException {
    return new CombineFileRecordReader<>((CombineFileSplit) split, context, TextRecordReader.class);
  }
}
