package io.howdah.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Turns files, folders and globs into the files of a run. */
final class InputFiles {
  private InputFiles() {}

  /**
   * Lists every file, folders to the bottom; names that begin with {@code _} or {@code .} are left
   * out.
   *
   * @return sorted by path, each once
   * @throws IOException if a path matches nothing, all files are empty, or a folder is still being
   *     written by a MapReduce job or {@code hdfs dfs -put}
   */
  static List<FileStatus> expand(List<String> paths, Configuration conf) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (String text : paths) {
      Path path = new Path(text);
      FileSystem files = path.getFileSystem(conf);
      FileStatus[] matches = files.globStatus(path);
      if (matches == null || matches.length == 0) {
        throw new IOException("Cannot find input " + text);
      }
      for (FileStatus match : matches) {
        collect(files, match, found);
      }
    }
    List<FileStatus> files =
        found.stream()
            .filter(file -> file.getLen() > 0)
            .sorted(Comparator.comparing(FileStatus::getPath))
            .distinct()
            .toList();
    if (files.isEmpty()) {
      throw new IOException("Invalid input " + String.join(", ", paths) + ": no records");
    }
    return files;
  }

  private static void collect(FileSystem files, FileStatus status, List<FileStatus> found)
      throws IOException {
    if (!status.isDirectory()) {
      found.add(status);
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (name.equals("_temporary") || name.endsWith("._COPYING_")) {
        throw new IOException(
            "Cannot read input "
                + status.getPath()
                + ": it is still being written ("
                + name
                + "); run again once it is complete, or remove what a failed writer left");
      }
      if (!name.startsWith("_") && !name.startsWith(".")) {
        collect(files, child, found);
      }
    }
  }
}
