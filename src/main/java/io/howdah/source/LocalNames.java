package io.howdah.source;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Names of local files, which the operating system keeps as bytes and Java reads as text of the
 * locale's encoding. (Hadoop's local file system leaves out of a listing, without a word, what it
 * cannot open by the name that came of it.)
 */
final class LocalNames {
  private static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding"));
  private static final String DANGLING = "a link that leads nowhere";

  private LocalNames() {}

  static boolean isLocal(FileSystem files) {
    return files.getUri().getScheme().equals("file");
  }

  /**
   * Checks that a listing of a local folder is whole, hidden names aside.
   *
   * @param wanted names that are read; one that Java cannot read as text may be any of them
   * @throws IOException naming what was left out
   */
  static void mustHoldAll(
      FileSystem files, Path folder, FileStatus[] listing, Predicate<String> wanted)
      throws IOException {
    if (!isLocal(files)) {
      return;
    }
    File local = new File(folder.toUri().getPath());
    String[] names = local.list();
    if (names == null) {
      throw new IOException("Cannot read input " + folder + ": the folder cannot be listed");
    }
    Set<String> listed =
        Arrays.stream(listing).map(file -> file.getPath().getName()).collect(Collectors.toSet());
    for (String name : names) {
      if (!InputFiles.isHidden(name)
          && !listed.contains(name)
          && (isGarbled(name) || wanted.test(name))) {
        throw new IOException(
            "Cannot read input " + new File(local, name) + ": " + why(new File(local, name)));
      }
    }
  }

  /** Where a local folder lies, links followed. */
  static String real(Path folder) throws IOException {
    return new File(folder.toUri().getPath()).getCanonicalPath();
  }

  private static String why(File file) {
    if (isGarbled(file.getName())) {
      return ENCODING.equals(StandardCharsets.UTF_8)
          ? "its name is not UTF-8 (rename it)"
          : remedy();
    }
    return Files.isSymbolicLink(file.toPath())
        ? DANGLING
        : "it cannot be opened (was it removed meanwhile?)";
  }

  /** Whether a name holds bytes that Java could not read as text. */
  private static boolean isGarbled(String name) {
    return name.indexOf('\uFFFD') >= 0;
  }

  /** What may be why a path is not found; empty if that is not known. */
  static String hint(FileSystem files, Path path) {
    if (!isLocal(files)) {
      return "";
    }
    String local = path.toUri().getPath();
    if (!ENCODING.newEncoder().canEncode(local)) {
      return " (" + remedy() + ")";
    }
    return Files.isSymbolicLink(java.nio.file.Path.of(local)) ? " (" + DANGLING + ")" : "";
  }

  private static String remedy() {
    return "Java cannot open its name under the locale's encoding, "
        + ENCODING
        + "; set LC_ALL=C.UTF-8";
  }
}
