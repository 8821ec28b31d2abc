package io.howdah.source;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;

/**
 * How much an input is, and how a job would split it.
 *
 * @param bytes of the files, as they lie there
 * @param rows by the length of the first records of the files; exact where those are all
 * @param mappers one per split
 * @param longestRows of one mapper
 */
public record InputShape(int files, long bytes, long rows, int mappers, long longestRows) {
  /**
   * Of files.
   *
   * @param rowsPerByte of the files, as they lie there
   */
  public static InputShape of(
      List<FileStatus> files,
      double rowsPerByte,
      FileSplits.Splittable splittable,
      Configuration conf)
      throws IOException {
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    long longest = 0;
    List<InputSplit> splits = FileSplits.of(files, splittable, Job.getInstance(conf));
    try {
      for (InputSplit split : splits) {
        longest = Math.max(longest, split.getLength());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the input was split", e);
    }
    return new InputShape(
        files.size(),
        bytes,
        Math.round(bytes * rowsPerByte),
        splits.size(),
        Math.round((splits.isEmpty() ? bytes : longest) * rowsPerByte));
  }
}
