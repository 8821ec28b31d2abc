package io.howdah.batch;

import io.howdah.record.RecordFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;

/**
 * How much an input is, and how a job would part it.
 *
 * @param bytes of the files, as they lie there
 * @param rows by the length of the first records of the files; exact where those are all
 * @param mappers one a split
 * @param longestRows of one mapper
 */
public record InputShape(int files, long bytes, long rows, int mappers, long longestRows) {
  private static final int FILES = 8;
  private static final int RECORDS = 2_000; // of a file

  /**
   * Looks at an input.
   *
   * @param input files, folders and globs
   */
  public static InputShape of(Configuration base, RecordFormat format, List<String> input)
      throws IOException {
    List<FileStatus> files = InputFiles.expand(input, base);
    Configuration conf = new Configuration(base);
    ScoreConfig.writeFraming(conf, format);
    String header = format.header() ? InputSample.take(files, format, conf, 0).headerLine() : "";
    RecordInputFormat.setHeader(conf, header);
    double rowsPerByte = rowsPerByte(files, conf);
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    List<Long> splits = splits(files, conf);
    long longest = splits.stream().mapToLong(Long::longValue).max().orElse(bytes);
    return new InputShape(
        files.size(),
        bytes,
        Math.round(bytes * rowsPerByte),
        splits.size(),
        Math.round(longest * rowsPerByte));
  }

  /** Of the bytes that lie there, compressed or not, from the heads of some files. */
  private static double rowsPerByte(List<FileStatus> files, Configuration conf) throws IOException {
    long rows = 0;
    double bytes = 0;
    int step = Math.max(1, files.size() / FILES);
    for (int i = 0; i < files.size(); i += step) {
      FileStatus file = files.get(i);
      try (TextRecords lines = TextRecords.open(file.getPath(), 0, file.getLen(), conf)) {
        int read = 0;
        long begin = lines.location().offset();
        boolean more = lines.next();
        while (more && read < RECORDS) {
          read++;
          more = lines.next();
        }
        rows += read;
        bytes += more ? used(file, lines, begin, conf) : file.getLen();
      }
    }
    return bytes == 0 ? 0 : rows / bytes;
  }

  /** Where the next record begins; of a compressed file what was taken in, which is a bit more. */
  private static double used(FileStatus file, TextRecords lines, long begin, Configuration conf)
      throws IOException {
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file.getPath());
    return codec == null
        ? lines.location().offset() - begin
        : Math.max(1, lines.progress() * file.getLen());
  }

  private static List<Long> splits(List<FileStatus> files, Configuration conf) throws IOException {
    Job job = Job.getInstance(conf);
    List<Long> lengths = new ArrayList<>();
    try {
      for (InputSplit split : new RecordInputFormat(files).getSplits(job)) {
        lengths.add(split.getLength());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the input was parted", e);
    }
    return lengths;
  }
}
