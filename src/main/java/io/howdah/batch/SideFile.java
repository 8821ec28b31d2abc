package io.howdah.batch;

import io.howdah.files.PlainFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * What a task writes beside its output, made with the first byte. The file lies in the task
 * attempt's own folder and is committed with it, so an attempt that fails or is killed leaves none.
 * (Hadoop's {@code MultipleOutputs} would compress it where the cluster compresses outputs, and
 * keeps to itself why a file could not be closed.)
 */
final class SideFile {
  private static final int BUFFER = 64 << 10;
  private static final int READERS = 16;

  private final TaskInputOutputContext<?, ?, ?, ?> context;
  private final String folder;
  private OutputStream out;

  /**
   * @param folder below the job's output
   */
  SideFile(TaskInputOutputContext<?, ?, ?, ?> context, String folder) {
    this.context = context;
    this.folder = folder;
  }

  /** Writes one line; a line break is added. */
  void write(byte[] line) throws IOException, InterruptedException {
    append(line);
    out.write('\n');
  }

  /** Writes bytes as they are. */
  void append(byte[] bytes) throws IOException, InterruptedException {
    if (out == null) {
      Path place = new Path(FileOutputFormat.getWorkOutputPath(context), folder);
      Path file = new Path(place, FileOutputFormat.getUniqueFile(context, "part", ""));
      out = new BufferedOutputStream(PlainFile.create(file, context.getConfiguration()), BUFFER);
    }
    out.write(bytes);
  }

  void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  /** Takes a line that a task wrote. */
  interface LineReader {
    void take(String line) throws IOException;
  }

  /** Reads every line that the committed tasks left in a folder; there is none if none wrote. */
  static void readAll(FileSystem files, Path folder, LineReader reader) throws IOException {
    readFiles(
        files,
        folder,
        (file, bytes) -> {
          for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            reader.take(line);
          }
        });
  }

  /** Takes a file that a task wrote. */
  interface FileReader {
    void take(Path file, byte[] bytes) throws IOException;
  }

  /** Reads every file that the committed tasks left in a folder; there is none if none wrote. */
  static void readFiles(FileSystem files, Path folder, FileReader reader) throws IOException {
    if (!files.exists(folder)) {
      return;
    }
    // there may be very many small files, each of which is waited for
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      FileStatus[] all = files.listStatus(folder);
      Deque<Future<byte[]>> reading = new ArrayDeque<>();
      int next = 0;
      for (FileStatus file : all) {
        while (next < all.length && reading.size() < 2 * READERS) {
          Path path = all[next++].getPath();
          reading.add(readers.submit(() -> bytes(files, path)));
        }
        reader.take(file.getPath(), reading.remove().get());
      }
    } catch (ExecutionException e) {
      throw new IOException("Cannot read what the tasks left in " + folder, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while reading " + folder, e);
    } finally {
      readers.shutdownNow();
    }
  }

  /** All of a small file. */
  static byte[] bytes(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }
}
