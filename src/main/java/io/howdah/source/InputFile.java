package io.howdah.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** One input file. */
public record InputFile(String path, long length, long modified) {
  public static InputFile of(FileStatus file) {
    return new InputFile(file.getPath().toString(), file.getLen(), file.getModificationTime());
  }

  /**
   * The file as it is now.
   *
   * @throws IOException if it is not what it was when it was listed
   */
  public FileStatus unchanged(Configuration conf) throws IOException {
    Path file = new Path(path);
    FileStatus now;
    try {
      now = file.getFileSystem(conf).getFileStatus(file);
    } catch (FileNotFoundException e) {
      throw new FaultyInputException(
          "Cannot read input " + path + ": it was listed and is gone", e);
    }
    if (!of(now).equals(this)) {
      throw new FaultyInputException(
          "Cannot read input "
              + path
              + ": it has changed since it was listed ("
              + text(this)
              + " then, "
              + text(of(now))
              + " now); score it again once it is complete");
    }
    return now;
  }

  private static String text(InputFile file) {
    return String.format(
        Locale.ROOT, "%,d bytes of %s", file.length(), Instant.ofEpochMilli(file.modified()));
  }
}
