package io.howdah.source;

import io.howdah.files.GivenPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;

/**
 * Turns files, folders and globs into the files of a run, once: what is listed here is what is
 * read.
 *
 * @param files in the order of the paths that were given, by name where one stands for several;
 *     each once
 * @param hidden how many names in folders began with {@code _} or {@code .} and were left out
 * @param empty how many files hold nothing and were left out
 */
public record InputFiles(List<FileStatus> files, int hidden, int empty) {
  private static final String UNFINISHED = "._COPYING_";

  /**
   * Lists every file, folders to the bottom.
   *
   * @throws IOException if a path matches nothing, all files are empty, a folder is still being
   *     written by a MapReduce job or {@code hdfs dfs -put}, or something cannot be opened
   */
  public static InputFiles list(List<String> paths, Configuration conf) throws IOException {
    Listing listing = new Listing();
    for (String text : paths) {
      List<FileStatus> found = new ArrayList<>();
      for (FileStatus match : matches(text, conf)) {
        FileSystem files = match.getPath().getFileSystem(conf);
        listing.collect(files, match, new LinkedHashSet<>(), found);
      }
      found.sort(Comparator.comparing(file -> file.getPath().toString()));
      listing.found.addAll(found);
    }
    List<FileStatus> all = listing.found.stream().distinct().toList();
    List<FileStatus> files = all.stream().filter(file -> file.getLen() > 0).toList();
    if (files.isEmpty()) {
      throw new IOException("Invalid input " + String.join(", ", paths) + ": no records");
    }
    return new InputFiles(files, listing.hidden, all.size() - files.size());
  }

  /** What was left out, for people; empty if nothing was. */
  public String leftOut() {
    List<String> parts = new ArrayList<>();
    if (hidden > 0) {
      parts.add(hidden + " hidden (names that begin with _ or .)");
    }
    if (empty > 0) {
      parts.add(empty + " empty");
    }
    return String.join(", ", parts);
  }

  /** Only the files. */
  public static List<FileStatus> expand(List<String> paths, Configuration conf) throws IOException {
    return list(paths, conf).files();
  }

  /**
   * What a path stands for: the file or folder of exactly that name, if there is one, and otherwise
   * all that the pattern matches.
   *
   * @return at least one
   */
  static List<FileStatus> matches(String text, Configuration conf) throws IOException {
    Path path = GivenPath.of(text, conf);
    FileSystem files = path.getFileSystem(conf);
    Optional<FileStatus> literal = status(files, path);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    List<FileStatus> found = new InputGlob(files).matches(files.makeQualified(path));
    if (found.isEmpty()) {
      throw new FileNotFoundException("Cannot find input " + text + LocalNames.hint(files, path));
    }
    return found;
  }

  /** Empty if it is not there. */
  static Optional<FileStatus> status(FileSystem files, Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // HDFS has no such names
    }
  }

  /**
   * All that a folder holds.
   *
   * @param wanted names that are read: a listing without one of them is an error
   */
  static FileStatus[] list(FileSystem files, Path folder, Predicate<String> wanted)
      throws IOException {
    FileStatus[] children = files.listStatus(folder);
    LocalNames.mustHoldAll(files, folder, children, wanted);
    return children;
  }

  static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  /**
   * Refuses what tells of an unfinished writer.
   *
   * @param wanted names of the finished files that are read
   */
  static void mustBeWritten(Path child, PathFilter wanted) throws IOException {
    String name = child.getName();
    boolean unfinished =
        name.endsWith(UNFINISHED)
            && wanted.accept(
                new Path(null, null, name.substring(0, name.length() - UNFINISHED.length())));
    if (name.equals("_temporary") || unfinished) {
      throw new IOException(
          "Cannot read input "
              + child.getParent()
              + ": it is still being written ("
              + name
              + "); run again once it is complete, or remove what a failed writer left");
    }
  }

  /** Walks folders. */
  private static final class Listing {
    private final List<FileStatus> found = new ArrayList<>();
    private int hidden;

    /**
     * @param above the local folders that lead here, without links
     */
    void collect(FileSystem files, FileStatus status, Set<String> above, List<FileStatus> into)
        throws IOException {
      if (!status.isDirectory()) {
        into.add(status);
        return;
      }
      Path folder = status.getPath();
      String real = LocalNames.isLocal(files) ? LocalNames.real(folder) : folder.toString();
      if (!above.add(real)) {
        throw new IOException("Cannot read input " + folder + ": a link that leads to " + real);
      }
      for (FileStatus child : list(files, folder, name -> true)) {
        mustBeWritten(child.getPath(), finished -> true);
        if (isHidden(child.getPath().getName())) {
          hidden++;
        } else {
          collect(files, child, above, into);
        }
      }
      above.remove(real);
    }
  }
}
