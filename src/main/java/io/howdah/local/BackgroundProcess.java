package io.howdah.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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
    OptionalLong pid = number(pidFile);
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid.getAsLong())
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().commandLine().map(line -> line.contains(mainClass)).orElse(true));
  }

  /** The number that a file holds; empty if there is none, as where it was cut off. */
  static OptionalLong number(Path file) throws IOException {
    try {
      String text = Files.readString(file).strip();
      return text.matches("[0-9]{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /** Writes such a file: readers see the old text or the new one, nothing between. */
  static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Asks it to end and waits. */
  static void end(ProcessHandle process, String name, Duration limit)
      throws IOException, InterruptedException {
    process.destroy();
    awaitEnd(process, name, limit);
  }

  private static void awaitEnd(ProcessHandle process, String name, Duration limit)
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
