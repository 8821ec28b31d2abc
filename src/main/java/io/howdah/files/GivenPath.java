package io.howdah.files;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * What a user's text means as a path. A name is taken as it is: nothing in it is decoded, and a
 * colon makes a URI of it only where it follows the scheme of a file system that there is.
 * (Hadoop's {@code new Path(text)} throws at {@code a:b.csv}.)
 */
public final class GivenPath {
  private static final Pattern URI =
      Pattern.compile("\\p{Alpha}[\\p{Alnum}+.-]*://.*", Pattern.DOTALL);

  private GivenPath() {}

  /**
   * The path that a text means; it need not be there.
   *
   * @throws IOException if the text is empty, or a URI of an unknown kind
   */
  public static Path of(String text, Configuration conf) throws IOException {
    if (text.isEmpty()) {
      throw new IOException("Invalid path: an empty one (must name a file or a folder)");
    }
    try {
      Path path = new Path(text);
      var unused = path.getFileSystem(conf);
      return path;
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      if (URI.matcher(text).matches()) {
        throw new IOException("Cannot find " + text + ": " + e.getMessage(), e);
      }
      return new Path(null, null, text);
    }
  }

  /**
   * The same, whole: it means the same file from another folder, and to another user. A pattern
   * stays one.
   */
  public static String qualified(String text, Configuration conf) throws IOException {
    Path path = of(text, conf);
    return path.getFileSystem(conf).makeQualified(path).toString();
  }

  /** Opens a file. */
  public static FSDataInputStream open(Path file, Configuration conf) throws IOException {
    FileSystem files = file.getFileSystem(conf);
    if (files instanceof ChecksumFileSystem checked && file.getName().indexOf(':') >= 0) {
      // it throws at a colon where it looks for a checksum, and so has never written one
      return checked.getRawFileSystem().open(file);
    }
    return files.open(file);
  }

  /** What lies under that name in a folder, be it a name with a colon. */
  public static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }
}
