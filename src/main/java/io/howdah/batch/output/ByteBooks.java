package io.howdah.batch.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.files.PartFiles;
import io.howdah.source.FaultyInputException;
import io.howdah.source.PartRead;
import io.howdah.source.RecordSplit;
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
public final class ByteBooks {
  /** Folder below the job's output. */
  public static final String FOLDER = "_bytes";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ByteBooks() {}

  /** Leaves what a task has read. */
  public static void write(TaskInputOutputContext<?, ?, ?, ?> context, InputSplit split)
      throws IOException, InterruptedException {
    if (split instanceof RecordSplit parts) {
      SideFile file = new SideFile(context, FOLDER);
      for (PartRead read : parts.read()) {
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
  public static void mustBalance(FileSystem files, Path folder, List<FileStatus> listed)
      throws IOException {
    List<List<PartRead>> reads = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      reads.add(new ArrayList<>(1));
    }
    PartFiles.readAll(
        files,
        folder,
        line -> {
          PartRead read = JSON.readValue(line, PartRead.class);
          reads.get(read.file()).add(read);
        });
    for (int i = 0; i < listed.size(); i++) {
      mustCover(reads.get(i), listed.get(i));
    }
  }

  private static void mustCover(List<PartRead> reads, FileStatus file) throws IOException {
    reads.sort(Comparator.comparingLong(PartRead::from).thenComparingLong(PartRead::to));
    long at = 0;
    for (PartRead read : reads) {
      if (read.from() != at) {
        throw differs(file, reads, at);
      }
      at = read.to();
    }
    if (at != file.getLen()) {
      throw differs(file, reads, Math.min(at, file.getLen()));
    }
  }

  private static IOException differs(FileStatus file, List<PartRead> reads, long at) {
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
