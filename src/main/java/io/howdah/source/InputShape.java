package io.howdah.source;

import java.io.IOException;
import java.util.ArrayList;
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
  private static final int FILES = 8;
  private static final int RECORDS = 2_000; // per file
  private static final int PACKED_RECORDS = 100_000;
  private static final int PACKED_BYTES = 256 << 10;

  static InputShape of(List<FileStatus> files, TextLayout layout, Configuration conf)
      throws IOException {
    double rowsPerByte = rowsPerByte(files, layout, conf);
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    List<Long> splits = splits(files, layout, conf);
    long longest = splits.stream().mapToLong(Long::longValue).max().orElse(bytes);
    return new InputShape(
        files.size(),
        bytes,
        Math.round(bytes * rowsPerByte),
        splits.size(),
        Math.round(longest * rowsPerByte));
  }

  /** Of the bytes that lie there, compressed or not, from the heads of some files. */
  private static double rowsPerByte(List<FileStatus> files, TextLayout layout, Configuration conf)
      throws IOException {
    long rows = 0;
    double bytes = 0;
    List<FileStatus> spread = TextSource.spread(files, FILES);
    int first = TextSource.places(files, FILES);
    // those at the places may be empty, once they are unpacked
    for (int i = 0; i < first || (i < spread.size() && rows == 0); i++) {
      FileStatus file = spread.get(i);
      try (TextRecords lines = TextRecords.open(file, layout, conf)) {
        int read = 0;
        long begin = lines.offset();
        boolean more = lines.next();
        while (more && (read < RECORDS || isTooLittle(lines, file, read))) {
          read++;
          more = lines.next();
        }
        rows += read;
        bytes += more ? used(file, lines, begin) : file.getLen();
      }
    }
    return bytes == 0 ? 0 : rows / bytes;
  }

  /** What was taken in of a packed file is told in buffers: a few of them make no measure. */
  private static boolean isTooLittle(TextRecords lines, FileStatus file, int read)
      throws IOException {
    return lines.isPacked()
        && read < PACKED_RECORDS
        && lines.progress() * file.getLen() < PACKED_BYTES;
  }

  /** Where the next record begins; of a compressed file what was taken in, which is a bit more. */
  private static double used(FileStatus file, TextRecords lines, long begin) throws IOException {
    return lines.isPacked()
        ? Math.max(1, lines.progress() * file.getLen())
        : lines.offset() - begin;
  }

  private static List<Long> splits(List<FileStatus> files, TextLayout layout, Configuration conf)
      throws IOException {
    Job job = Job.getInstance(conf);
    List<Long> lengths = new ArrayList<>();
    try {
      for (InputSplit split : new RecordInputFormat(files, layout).getSplits(job)) {
        lengths.add(split.getLength());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the input was split", e);
    }
    return lengths;
  }
}
