package io.howdah.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Hadoop's local file system, on which everything below a folder of the name {@value #FOLDER}
 * shares a disk that has room for so many bytes, and then fails as Hadoop's own does.
 */
public final class FullDisk extends LocalFileSystem {
  public static final String FOLDER = "full-disk";

  private static final String ROOM = "test.full-disk.room";
  private static final String FILES = "test.full-disk.files";

  public FullDisk() {
    super(new Raw());
  }

  /** Settings under which the disk has room for so many bytes per file. */
  public static Configuration with(Configuration base, long room) {
    Configuration conf = new Configuration(base);
    conf.setClass("fs.file.impl", FullDisk.class, LocalFileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    conf.setLong(ROOM, room);
    return conf;
  }

  /**
   * The same, but for files of other names.
   *
   * @param names a pattern of the files that find no room
   */
  public static Configuration with(Configuration base, long room, String names) {
    Configuration conf = with(base, room);
    conf.set(FILES, names);
    return conf;
  }

  /** What Hadoop throws where a local disk is full, from a device that always is. */
  public static FSError error() throws IOException {
    try (RawLocalFileSystem files = new RawLocalFileSystem()) {
      files.initialize(URI.create("file:///"), new Configuration(false));
      OutputStream out = files.create(new Path("/dev/full"), true, 1);
      out.write(new byte[] {1, 2});
      throw new IllegalStateException("/dev/full took what was written");
    } catch (FSError e) {
      return e;
    }
  }

  /** Without checksums. */
  public static final class Raw extends RawLocalFileSystem {
    @Override
    public FSDataOutputStream create(
        Path file, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
        throws IOException {
      return limited(file, super.create(file, overwrite, buffer, replicas, block, progress));
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replicas,
        long block,
        Progressable progress)
        throws IOException {
      return limited(
          file, super.create(file, permission, overwrite, buffer, replicas, block, progress));
    }

    @Override
    @SuppressWarnings("deprecation") // Hadoop's own builder calls it
    public FSDataOutputStream createNonRecursive(
        Path file,
        FsPermission permission,
        EnumSet<CreateFlag> flags,
        int buffer,
        short replicas,
        long block,
        Progressable progress)
        throws IOException {
      return limited(
          file,
          super.createNonRecursive(file, permission, flags, buffer, replicas, block, progress));
    }

    private FSDataOutputStream limited(Path file, FSDataOutputStream out) throws IOException {
      return file.toUri().getPath().contains("/" + FOLDER + "/")
              && file.getName().matches(getConf().get(FILES, ".*"))
          ? new FSDataOutputStream(new Limited(out, getConf().getLong(ROOM, 0)), null)
          : out;
    }
  }

  private static final class Limited extends FilterOutputStream {
    private long room;

    Limited(OutputStream out, long room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(int single) throws IOException {
      take(1);
      out.write(single);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      take(length);
      out.write(bytes, from, length);
    }

    private void take(int length) throws IOException {
      room -= length;
      if (room < 0) {
        throw error();
      }
    }
  }
}
