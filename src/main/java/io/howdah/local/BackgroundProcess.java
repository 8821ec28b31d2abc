package io.howdah.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that an earlier command left behind on purpose, known by its pid file. */
final class BackgroundProcess {
  private BackgroundProcess() {}

  /**
   * The process, if it is alive; a pid file that a killed one left does not count.
   *
   * @param mainClass that its command line names, for the system reuses process ids
   */
  static Optional<ProcessHandle> of(Path pidFile, String mainClass) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().commandLine().map(line -> line.contains(mainClass)).orElse(true));
  }

  /** Asks it to end and waits. */
  static void end(ProcessHandle process, String name, Duration limit)
      throws IOException, InterruptedException {
    process.destroy();
    awaitEnd(process, name, limit);
  }

  /** Waits for the end of one that was told to, or was killed. */
  static void awaitEnd(ProcessHandle process, String name, Duration limit)
      throws IOException, InterruptedException {
    try {
      var unused = process.onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(
          "Failed to stop "
              + name
              + ": process "
              + process.pid()
              + " does not answer and has not ended in "
              + limit.toSeconds()
              + " s (end it with: kill -9 "
              + process.pid()
              + ")",
          e);
    }
  }
}
