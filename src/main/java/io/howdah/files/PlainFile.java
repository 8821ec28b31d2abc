package io.howdah.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A file that people read, edit and copy, on any of Hadoop's file systems. On a local disk Hadoop
 * would keep a hidden file of checksums beside it ({@code .NAME.crc}), and refuse the file once it
 * was edited by hand: none is written, one that is there is removed with the next writing, and none
 * is looked at.
 *
 * <p>What cannot be written is an {@link IOException} that names the file. (Hadoop's local file
 * system throws an {@code Error} where the disk is full, and names nothing.)
 */
public final class PlainFile {
  private PlainFile() {}

  /** The file system of a path, without checksums where they would lie in files beside. */
  public static FileSystem system(Path path, Configuration conf) throws IOException {
    FileSystem files = path.getFileSystem(conf);
    return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
  }

  /** Opens a file, edited or not. */
  public static InputStream open(Path file, Configuration conf) throws IOException {
    return system(file, conf).open(file);
  }

  /** Makes a file, and the folders above it; replaces one that is there. */
  public static OutputStream create(Path file, Configuration conf) throws IOException {
    return naming(
        file,
        () -> {
          OutputStream out = system(file, conf).create(file, true);
          forgetChecksums(file, conf);
          return new Named(out, file);
        });
  }

  /** Writes a whole file: readers see the old one or the new one, nothing between. */
  public static void replace(Path file, byte[] content, Configuration conf) throws IOException {
    FileSystem files = system(file, conf);
    Path beside =
        GivenPath.child(
            file.getParent(), "." + file.getName() + "." + ProcessHandle.current().pid());
    try (OutputStream out = create(beside, conf)) {
      out.write(content);
    } catch (IOException e) {
      files.delete(beside, false);
      throw e;
    }
    naming(
        file,
        () -> {
          if (file.getFileSystem(conf) instanceof ChecksumFileSystem) {
            if (!files.rename(beside, file)) {
              throw new IOException("it cannot be renamed from " + beside);
            }
            forgetChecksums(file, conf);
          } else {
            overwrite(beside, file, conf);
          }
          return null;
        });
  }

  private static void overwrite(Path from, Path to, Configuration conf) throws IOException {
    FileContext context;
    try {
      context = FileContext.getFileContext(to.toUri(), conf);
    } catch (UnsupportedFileSystemException e) {
      // known to FileSystem alone, which renames over nothing
      FileSystem files = to.getFileSystem(conf);
      files.delete(to, false);
      if (!files.rename(from, to)) {
        throw new IOException("it cannot be renamed from " + from, e);
      }
      return;
    }
    context.rename(from, to, Options.Rename.OVERWRITE);
  }

  /** Writes a small file where renaming over another is not to be had. */
  public static void write(Path file, byte[] content, Configuration conf) throws IOException {
    try (OutputStream out = create(file, conf)) {
      out.write(content);
    }
  }

  private static void forgetChecksums(Path file, Configuration conf) throws IOException {
    if (file.getFileSystem(conf) instanceof ChecksumFileSystem checked) {
      Path sums = GivenPath.child(file.getParent(), "." + file.getName() + ".crc");
      checked.getRawFileSystem().delete(sums, false);
    }
  }

  /** What writes. */
  public interface Writing<T> {
    T run() throws IOException;
  }

  /**
   * Writes something.
   *
   * @param place file or folder, for people
   * @throws IOException that names the place, where the machine cannot write there
   */
  public static <T> T naming(Object place, Writing<T> writing) throws IOException {
    try {
      return writing.run();
    } catch (IOException | FSError e) {
      throw MachineFault.at(place, e);
    }
  }

  /** Tells where it was that writing failed. */
  private static final class Named extends FilterOutputStream {
    private final Path file;

    Named(OutputStream out, Path file) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int single) throws IOException {
      try {
        out.write(single);
      } catch (IOException | FSError e) {
        throw MachineFault.at(file, e);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException | FSError e) {
        throw MachineFault.at(file, e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException | FSError e) {
        throw MachineFault.at(file, e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException | FSError e) {
        throw MachineFault.at(file, e);
      }
    }
  }
}
