package io.howdah.source;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** How many records there are per byte of text files, by the heads of some of them. */
final class TextDensity {
  private static final int FILES = 8;
  private static final int RECORDS = 2_000; // per file
  private static final int PACKED_RECORDS = 100_000;
  private static final int PACKED_BYTES = 256 << 10;

  private TextDensity() {}

  /** Of the bytes that lie there, compressed or not, from the heads of some files. */
  static double rowsPerByte(List<FileStatus> files, TextLayout layout, Configuration conf)
      throws IOException {
    long rows = 0;
    double bytes = 0;
    List<FileStatus> spread = Spread.of(files, FILES);
    int first = Spread.places(files, FILES);
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
}
