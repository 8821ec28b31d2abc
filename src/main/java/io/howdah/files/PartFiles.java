package io.howdah.files;

import java.io.IOException;
import java.io.InputStream;
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

/** Reads the small files that the committed tasks of a job left in a folder. */
public final class PartFiles {
  private static final int READERS = 16;

  private PartFiles() {}

  /** Takes a line that a task wrote. */
  public interface LineReader {
    void take(String line) throws IOException;
  }

  /** Reads every line that the committed tasks left in a folder; there is none if none wrote. */
  public static void readAll(FileSystem files, Path folder, LineReader reader) throws IOException {
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
  public interface FileReader {
    void take(Path file, byte[] bytes) throws IOException;
  }

  /** Reads every file that the committed tasks left in a folder; there is none if none wrote. */
  public static void readFiles(FileSystem files, Path folder, FileReader reader)
      throws IOException {
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
  public static byte[] bytes(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }
}
