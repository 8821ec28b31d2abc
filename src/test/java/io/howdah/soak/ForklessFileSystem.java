package io.howdah.soak;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, but that rights are set and read by system calls: without its native
 * library Hadoop starts {@code chmod} and {@code ls} for that, some forty processes per run.
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

    @Override
    public void access(Path path, FsAction action) throws IOException {
      Set<AccessMode> asked = EnumSet.noneOf(AccessMode.class);
      if (action.implies(FsAction.READ)) {
        asked.add(AccessMode.READ);
      }
      if (action.implies(FsAction.WRITE)) {
        asked.add(AccessMode.WRITE);
      }
      if (action.implies(FsAction.EXECUTE)) {
        asked.add(AccessMode.EXECUTE);
      }
      java.nio.file.Path file = pathToFile(path).toPath();
      file.getFileSystem().provider().checkAccess(file, asked.toArray(AccessMode[]::new));
    }
  }

  /** Makes it the local file system of this JVM, of HBase too, where none is open yet. */
  static void install() {
    Configuration.addDefaultResource("io/howdah/soak/local-file-system.xml");
  }
}
