package io.howdah.run;

import io.howdah.view.Catalog;
import io.howdah.view.ViewVersion;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folders that the runs of a view left behind: rejects, samples, manifests. */
public final class RunFolders {
  /** A folder that is gone, and what it held. */
  public record Removed(long version, long bytes) {}

  /** What the name of a folder ends with that is being deleted: that may change its time. */
  private static final String LEAVING = ".leaving";

  private final Configuration conf;
  private final Catalog catalog;

  public RunFolders(Configuration conf, Catalog catalog) {
    this.conf = conf;
    this.catalog = catalog;
  }

  /**
   * Deletes the folders of runs that are over for good: refused, retired, rolled back or given up.
   * A run that can be resumed, published or rolled back to keeps its folder, however old.
   *
   * @param before only folders that were last changed before that time
   */
  public List<Removed> clean(String view, Instant before) throws IOException {
    catalog.view(view);
    List<Removed> removed = new ArrayList<>();
    for (ViewVersion version : catalog.versions(view)) {
      Path folder = new Staging(conf, view, version.version()).folder();
      Path leaving = folder.suffix(LEAVING);
      FileSystem files = folder.getFileSystem(conf);
      boolean goes = files.exists(leaving); // half deleted, when that was cut off
      long bytes = delete(files, leaving);
      if (isOver(version)
          && files.exists(folder)
          && files.getFileStatus(folder).getModificationTime() < before.toEpochMilli()) {
        if (!files.rename(folder, leaving) && files.exists(folder)) {
          throw new IOException("Failed to rename " + folder + " to " + leaving);
        }
        bytes += delete(files, leaving);
        goes = true;
      }
      if (goes) {
        removed.add(new Removed(version.version(), bytes));
      }
    }
    return removed;
  }

  private static long delete(FileSystem files, Path folder) throws IOException {
    try {
      if (!files.exists(folder)) {
        return 0;
      }
      long bytes = files.getContentSummary(folder).getLength();
      if (!files.delete(folder, true) && files.exists(folder)) {
        throw new IOException("Failed to delete " + folder);
      }
      return bytes;
    } catch (FileNotFoundException e) {
      return 0; // another cleans, too
    }
  }

  private static boolean isOver(ViewVersion version) {
    return version.retracted()
        || switch (version.state()) {
          case REJECTED, RETIRED, ROLLED_BACK -> true;
          case RUNNING, STAGED, LOADED, PUBLISHED, FAILED -> false;
        };
  }
}
