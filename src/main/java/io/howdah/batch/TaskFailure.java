package io.howdah.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Carries the reason for which a task failed to the driver, in a small file of the run's folder:
 * what the framework hands on is a stack trace on YARN and nothing at all with a local job.
 */
final class TaskFailure {
  private static final String FOLDER = Settings.OF_THE_JOB + "failures";

  /** A task's whole work. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  private TaskFailure() {}

  static void keepIn(Configuration conf, Path folder) {
    conf.set(FOLDER, folder.toString());
  }

  /** Runs the work; writes down why it failed before the exception goes on. */
  static void reportFrom(TaskAttemptContext context, Work work)
      throws IOException, InterruptedException {
    try {
      work.run();
    } catch (IOException | RuntimeException | Error e) {
      write(context, e);
      throw e;
    }
  }

  private static void write(TaskAttemptContext context, Throwable failure) {
    String folder = context.getConfiguration().get(FOLDER);
    if (folder == null) {
      return;
    }
    Path file = new Path(folder, context.getTaskAttemptID().toString());
    try (OutputStream out = file.getFileSystem(context.getConfiguration()).create(file, true)) {
      out.write(RunFailure.line(failure).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // the failure itself is what the user must see
      failure.addSuppressed(e);
    }
  }

  /** The first task's reason, if one was written. */
  static Optional<String> read(FileSystem files, Path folder) throws IOException {
    if (!files.exists(folder)) {
      return Optional.empty();
    }
    for (FileStatus file : files.listStatus(folder)) {
      try (var in = files.open(file.getPath())) {
        String message = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (!message.isBlank()) {
          return Optional.of(message);
        }
      }
    }
    return Optional.empty();
  }
}
