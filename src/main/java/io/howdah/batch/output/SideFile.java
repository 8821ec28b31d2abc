package io.howdah.batch.output;

import io.howdah.files.PlainFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * What a task writes beside its output, made with the first byte. The file lies in the task
 * attempt's own folder and is committed with it, so an attempt that fails or is killed leaves none.
 * (Hadoop's {@code MultipleOutputs} would compress it where the cluster compresses outputs, and
 * keeps to itself why a file could not be closed.)
 */
public final class SideFile {
  private static final int BUFFER = 64 << 10;

  private final TaskInputOutputContext<?, ?, ?, ?> context;
  private final String folder;
  private OutputStream out;

  /**
   * @param folder below the job's output
   */
  public SideFile(TaskInputOutputContext<?, ?, ?, ?> context, String folder) {
    this.context = context;
    this.folder = folder;
  }

  /** Writes one line; a line break is added. */
  void write(byte[] line) throws IOException, InterruptedException {
    append(line);
    out.write('\n');
  }

  /** Writes bytes as they are. */
  public void append(byte[] bytes) throws IOException, InterruptedException {
    if (out == null) {
      Path place = new Path(FileOutputFormat.getWorkOutputPath(context), folder);
      Path file = new Path(place, FileOutputFormat.getUniqueFile(context, "part", ""));
      out = new BufferedOutputStream(PlainFile.create(file, context.getConfiguration()), BUFFER);
    }
    out.write(bytes);
  }

  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
