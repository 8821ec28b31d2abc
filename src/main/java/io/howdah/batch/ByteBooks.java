package io.howdah.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/**
 * Which bytes of which file the mappers have read, held against what the driver listed. Each task
 * leaves a line for each part of a file, committed with its output, so that of several attempts one
 * counts. The books of records cannot tell that a file was left out or read twice; these can.
 */
final class ByteBooks {
  /** Folder below the job's output. */
  static final String FOLDER = "_bytes";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What was read of a file: from the begin of a part's first record to the end of its last one.
   * The parts of a file join without a gap.
   *
   * @param file its place in the list of the run
   */
  record Read(int file, long from, long to) {}

  private ByteBooks() {}

  /** Leaves what a task has read. */
  static void write(TaskInputOutputContext<?, ?, ?, ?> context, InputSplit split)
      throws IOException, InterruptedException {
    if (split instanceof RecordSplit parts) {
      SideFile file = new SideFile(context, FOLDER);
      for (Read read : parts.read()) {
        file.write(JSON.writeValueAsBytes(read));
      }
      file.close();
    }
  }

  /**
   * Checks what the committed tasks left.
   *
   * @param listed the files of the run
   * @throws IOException naming a file of which another number of bytes was read than listed
   */
  static void mustBalance(FileSystem files, Path folder, List<FileStatus> listed)
      throws IOException {
    List<List<Read>> reads = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      reads.add(new ArrayList<>(1));
    }
    SideFile.readAll(
        files,
        folder,
        line -> {
          Read read = JSON.readValue(line, Read.class);
          reads.get(read.file()).add(read);
        });
    for (int i = 0; i < listed.size(); i++) {
      mustCover(reads.get(i), listed.get(i));
    }
  }

  private static void mustCover(List<Read> reads, FileStatus file) throws IOException {
    reads.sort(Comparator.comparingLong(Read::from).thenComparingLong(Read::to));
    long at = 0;
    for (Read read : reads) {
      if (read.from() != at) {
        throw differs(file, reads, at);
      }
      at = read.to();
    }
    if (at != file.getLen()) {
      throw differs(file, reads, Math.min(at, file.getLen()));
    }
  }

  private static IOException differs(FileStatus file, List<Read> reads, long at) {
    return new FaultyInputException(
        String.format(
            Locale.ROOT,
            "Cannot publish: of %s %,d bytes were listed, %,d read (they part at byte %,d; was it"
                + " written meanwhile? score it again once it is complete)",
            file.getPath(),
            file.getLen(),
            reads.stream().mapToLong(read -> read.to() - read.from()).sum(),
            at));
  }
}
