package io.howdah.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, but that rights are set by a system call: without its native library
 * Hadoop starts {@code chmod} for that, some forty processes a run.
 */
public final class ForklessFileSystem extends LocalFileSystem {
  /** As Hadoop makes it. */
  public ForklessFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(),
          PosixFilePermissions.fromString(
              permission.getUserAction().SYMBOL
                  + permission.getGroupAction().SYMBOL
                  + permission.getOtherAction().SYMBOL));
    }
  }

  /** Makes it the local file system of this JVM, of HBase too, where none is open yet. */
  static void install() {
    Configuration.addDefaultResource("io/howdah/soak/local-file-system.xml");
  }
}
