package io.howdah.batch;

import io.howdah.files.PlainFile;
import io.howdah.run.RunFailure;
import io.howdah.run.WayOut;
import io.howdah.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;

/**
 * Carries the reason for which a task failed to the driver: what the framework hands on is a stack
 * trace on YARN and nothing at all with a local job. A small file of the run's folder holds it;
 * where that cannot be written, for the disk is full, this JVM's memory or the cluster's
 * diagnostics do.
 */
public final class TaskFailure {
  private static final String FOLDER = Settings.OF_THE_JOB + "failures";

  /** Of local jobs, by folder. */
  private static final Map<String, String> UNWRITTEN = new ConcurrentHashMap<>();

  private static final int EVENTS = 1000;

  /** A task's whole work. */
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private TaskFailure() {}

  static void keepIn(Configuration conf, Path folder) {
    conf.set(FOLDER, folder.toString());
  }

  /** Runs the work; writes down why it failed before the exception goes on. */
  public static void reportFrom(TaskAttemptContext context, Work work)
      throws IOException, InterruptedException {
    reportFrom(context.getConfiguration(), context.getTaskAttemptID().toString(), work);
  }

  /** The same of what the framework does for a task, before or after its work. */
  public static void reportFrom(Configuration conf, String attempt, Work work)
      throws IOException, InterruptedException {
    try {
      work.run();
    } catch (IOException | RuntimeException | Error e) {
      write(conf, attempt, e);
      throw e;
    }
  }

  private static void write(Configuration conf, String attempt, Throwable failure) {
    String folder = conf.get(FOLDER);
    if (folder == null) {
      return;
    }
    String told = WayOut.of(failure) + " " + RunFailure.line(failure, conf);
    try {
      PlainFile.write(new Path(folder, attempt), told.getBytes(StandardCharsets.UTF_8), conf);
    } catch (IOException e) {
      // the failure itself is what the user must see
      failure.addSuppressed(e);
      UNWRITTEN.putIfAbsent(folder, told);
    }
  }

  /** The first task's reason, if one is known. */
  static Optional<IOException> read(Job job, FileSystem files, Path folder)
      throws IOException, InterruptedException {
    return text(job, files, folder)
        .map(
            told -> {
              String[] parts = told.split(" ", 2);
              return WayOut.valueOf(parts[0]).failure("Failed to score: " + parts[1]);
            });
  }

  /** The kind of the failure, a blank, and what it says. */
  private static Optional<String> text(Job job, FileSystem files, Path folder)
      throws IOException, InterruptedException {
    Optional<String> unwritten = Optional.ofNullable(UNWRITTEN.remove(folder.toString()));
    if (unwritten.isPresent()) {
      return unwritten;
    }
    Optional<String> written = written(files, folder);
    return written.isPresent() ? written : diagnosed(job);
  }

  private static Optional<String> written(FileSystem files, Path folder) throws IOException {
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

  private static Optional<String> diagnosed(Job job) throws IOException, InterruptedException {
    int from = 0;
    for (TaskCompletionEvent[] events = job.getTaskCompletionEvents(from, EVENTS);
        events.length > 0;
        events = job.getTaskCompletionEvents(from, EVENTS)) {
      from += events.length;
      for (TaskCompletionEvent event : events) {
        if (event.getStatus() == TaskCompletionEvent.Status.FAILED) {
          for (String trace : job.getTaskDiagnostics(event.getTaskAttemptId())) {
            return Optional.of(WayOut.of(trace) + " " + RunFailure.line(trace));
          }
        }
      }
    }
    return Optional.empty();
  }
}
