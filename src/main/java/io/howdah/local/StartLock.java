package io.howdah.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Of several who start what runs in a folder, one does; the others wait, and find it running. */
final class StartLock implements AutoCloseable {
  private final FileChannel file;

  private StartLock(FileChannel file) {
    this.file = file;
  }

  /** Waits for it: whoever has it ends, one way or the other, within minutes. */
  static StartLock of(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock unused = file.lock(); // lasts as long as the file is open
      return new StartLock(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
