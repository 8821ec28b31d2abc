package io.howdah.cli;

import io.howdah.files.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A folder that is gone with all its files when the work is done. */
record TemporaryFolder(Path path) implements AutoCloseable {
  static TemporaryFolder make() throws IOException {
    return new TemporaryFolder(Scratch.folder("work-"));
  }

  @Override
  public void close() throws IOException {
    FileUtils.deleteDirectory(path.toFile());
  }
}
