package io.howdah.source;

import io.howdah.files.GivenPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/**
 * Finds what a pattern means: <code>* ? [a-c] [^a] {a,b} \x</code>, as in Hadoop. As in a shell, a
 * wildcard stands for no hidden name. (Hadoop's own takes hidden names, fails at a colon, and does
 * not see what a local file system leaves out.)
 */
final class InputGlob {
  private final FileSystem files;

  InputGlob(FileSystem files) {
    this.files = files;
  }

  /**
   * @param pattern absolute
   * @return in no particular order; empty if nothing matches
   */
  List<FileStatus> matches(Path pattern) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (String one : GlobExpander.expand(pattern.toUri().getPath())) {
      List<Path> paths = List.of(new Path(pattern, Path.SEPARATOR));
      for (String name : one.split(Path.SEPARATOR, -1)) {
        paths = name.isEmpty() ? paths : step(paths, name, one.endsWith(name));
      }
      for (Path path : paths) {
        InputFiles.status(files, path).ifPresent(found::add);
      }
    }
    return found;
  }

  private List<Path> step(List<Path> folders, String name, boolean last) throws IOException {
    GlobFilter filter = new GlobFilter(name);
    List<Path> next = new ArrayList<>();
    for (Path folder : folders) {
      if (!filter.hasPattern()) {
        next.add(GivenPath.child(folder, name.replaceAll("(?s)\\\\(.)", "$1")));
      } else if (InputFiles.status(files, folder).map(FileStatus::isDirectory).orElse(false)) {
        for (FileStatus child : InputFiles.list(files, folder, n -> isMeant(n, name, filter))) {
          if (last) {
            InputFiles.mustBeWritten(child.getPath(), filter);
          }
          if (isMeant(child.getPath().getName(), name, filter)) {
            next.add(child.getPath());
          }
        }
      }
    }
    return next;
  }

  /** A hidden name must be asked for by its first character. */
  private static boolean isMeant(String name, String pattern, GlobFilter filter) {
    return filter.accept(new Path(null, null, name))
        && (!InputFiles.isHidden(name) || pattern.charAt(0) == name.charAt(0));
  }
}
