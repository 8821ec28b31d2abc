package io.howdah.source;

import io.howdah.files.GivenPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file that a writer leaves in a folder once all of it is there.
 *
 * @param name such as {@code _SUCCESS}, which MapReduce and Spark leave
 */
public record DoneFlag(String name) {
  /**
   * @throws IllegalArgumentException if it is no name of a file
   */
  public DoneFlag {
    if (name.isBlank() || name.contains("/")) {
      throw new IllegalArgumentException(
          "Invalid --done-flag: " + name + " (must be the name of a file, like _SUCCESS)");
    }
  }

  /**
   * Refuses an input of which a folder, or the folder of a file, lacks the flag.
   *
   * @param input files, folders and globs
   */
  public void require(List<String> input, Configuration conf) throws IOException {
    for (String text : input) {
      for (FileStatus match : matches(text, conf)) {
        FileSystem files = match.getPath().getFileSystem(conf);
        Path folder = match.isDirectory() ? match.getPath() : match.getPath().getParent();
        if (!files.exists(GivenPath.child(folder, name))) {
          throw incomplete(text, "has no " + name + " in " + folder);
        }
      }
    }
  }

  private static List<FileStatus> matches(String text, Configuration conf) throws IOException {
    try {
      return InputFiles.matches(text, conf);
    } catch (FileNotFoundException e) {
      throw incomplete(text, "is not there yet");
    }
  }

  private static IOException incomplete(String input, String why) {
    return new IOException(
        "Cannot read input " + input + ": it " + why + "; run again once it is complete");
  }
}
