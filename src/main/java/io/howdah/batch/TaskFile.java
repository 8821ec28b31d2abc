package io.howdah.batch;

import java.net.URI;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;

/** A file that the tasks of a job find in their working folder. */
final class TaskFile {
  /** Names that every node can write, whatever its locale. */
  private static final Pattern PLAIN = Pattern.compile("[\\w.+=@-]+");

  private TaskFile() {}

  /**
   * Sends a file by the distributed cache, unless its name is one that a node may fail at: tasks
   * read that one where it lies.
   *
   * @param file qualified
   * @param link its name in the working folder
   */
  static void ship(Job job, Path file, String link) {
    if (PLAIN.matcher(file.getName()).matches()) {
      // Hadoop keeps the files in one setting, separated by commas
      job.addCacheFile(URI.create(file.toUri().toString().replace(",", "%2C") + "#" + link));
    }
  }
}
