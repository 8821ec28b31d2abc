package io.howdah.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Of several who start what runs in a folder, one does; the others wait, and find it running. */
final class StartLock {
  /** What starts. */
  interface Start {
    boolean run() throws IOException, InterruptedException;
  }

  private StartLock() {}

  /** Waits for the lock: whoever has it ends, one way or the other, within minutes. */
  static boolean alone(Path folder, Start start) throws IOException, InterruptedException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock unused = file.lock(); // as long as the file is open
      return start.run();
    }
  }
}
