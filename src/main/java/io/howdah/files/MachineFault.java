package io.howdah.files;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is no fault of the program or its input, but of the machine that it runs on: no room, too
 * many open files, a folder that is read-only or gone. It may come out of any call, as an exception
 * or as a {@link java.lang.Error}, and mostly names nothing.
 */
public final class MachineFault {
  private static final String OURS = "io.howdah.";

  /** So few are left that the next library that is opened may fail. */
  private static final int HANDLES_LEFT = 8;

  private enum Kind {
    ROOM(
        "(?i)no space left on device|disk quota exceeded",
        "no space left on device",
        "free some: df -h and df -i tell whether bytes or files ran out"),
    HANDLES(
        "(?i)too many open files",
        "too many open files",
        "raise the limit: ulimit -n, or LimitNOFILE of a service"),
    READ_ONLY(
        "(?i)read-only file system",
        "the file system is read-only",
        "make it writable, or name another folder"),
    THREADS(
        "(?i)unable to create (new )?native thread",
        "no more threads",
        "raise the limit: ulimit -u, or the pids limit of a container");

    private final Pattern words;
    private final String what;
    private final String remedy;

    Kind(String words, String what, String remedy) {
      this.words = Pattern.compile(words);
      this.what = what;
      this.remedy = remedy;
    }

    String reason() {
      return what + " (" + remedy + ")";
    }
  }

  /** As Java writes what the operating system says of a file. */
  private static final Pattern OF_A_FILE = Pattern.compile("(?s)(/.*) \\(([A-Z][a-z -]+)\\)");

  /** Carries the line that {@link #line} tells; of a task's failure, its text does. */
  private static final class Placed extends IOException {
    private static final long serialVersionUID = 1;

    Placed(String line, Throwable cause) {
      super(line, cause);
    }
  }

  private MachineFault() {}

  /**
   * What is thrown on, once the place is known at which writing failed.
   *
   * @param place file or folder
   */
  public static IOException at(Object place, Throwable failure) {
    Optional<Kind> kind = kind(failure);
    if (failure instanceof IOException known && (kind.isEmpty() || placed(known).isPresent())) {
      return known;
    }
    String reason =
        kind.map(Kind::reason).orElseGet(() -> String.valueOf(failure.getCause().getMessage()));
    return new Placed("Cannot write to " + place + ": " + reason, failure);
  }

  /**
   * The line that tells a failure of the machine: what, where, and what to do.
   *
   * @param conf settings that name the folders which are written to
   * @return empty where the failure is of another kind
   */
  public static Optional<String> line(Throwable failure, Configuration conf) {
    Optional<String> placed = placed(failure);
    if (placed.isPresent()) {
      return placed;
    }
    Optional<Kind> kind = kind(failure);
    if (kind.isEmpty()) {
      return bare(failure);
    }
    String verb = kind.get() == Kind.ROOM || kind.get() == Kind.READ_ONLY ? "write" : "go on";
    if (isRemote(failure)) {
      return Optional.of("Cannot " + verb + " on a server: " + kind.get().reason());
    }
    Optional<String> file = file(failure);
    if (file.isPresent()) {
      return Optional.of(
          (verb.equals("write") ? "Cannot write to " : "Cannot open ")
              + file.get()
              + ": "
              + kind.get().reason());
    }
    return Optional.of(
        "Cannot "
            + verb
            + ": "
            + kind.get().reason()
            + (kind.get() == Kind.ROOM ? fullest(conf) : ""));
  }

  /** True for such a failure, and for one that it has led to. */
  public static boolean isIn(Throwable failure) {
    return placed(failure).isPresent() || kind(failure).isPresent();
  }

  private static Optional<String> placed(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof Placed) {
        return Optional.of(cause.getMessage());
      }
      String message = String.valueOf(cause.getMessage());
      if (Stream.of(Kind.values()).anyMatch(kind -> message.contains(kind.reason()))) {
        return Optional.of(message.substring(Math.max(0, message.indexOf("Cannot "))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Kind> kind(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause.getClass().getName().startsWith(OURS)) {
        continue; // its words may be of somebody's records
      }
      for (Kind kind : Kind.values()) {
        if (kind.words.matcher(String.valueOf(cause.getMessage())).find()) {
          return Optional.of(kind);
        }
      }
    }
    // a library that cannot be opened is a class that cannot be found, a socket one that never
    // answers
    return (isOfClasses(failure) || failure instanceof TimeoutException) && handlesRanOut()
        ? Optional.of(Kind.HANDLES)
        : Optional.empty();
  }

  private static boolean isOfClasses(Throwable failure) {
    return Causes.any(
        failure, cause -> cause instanceof LinkageError || cause instanceof ClassNotFoundException);
  }

  private static boolean handlesRanOut() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        && unix.getOpenFileDescriptorCount() + HANDLES_LEFT >= unix.getMaxFileDescriptorCount();
  }

  /** Whether a server said it, of its own disks. */
  private static boolean isRemote(Throwable failure) {
    return Causes.any(failure, cause -> cause instanceof org.apache.hadoop.ipc.RemoteException);
  }

  /** Which file an exception names. */
  private static Optional<String> file(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof FileSystemException named && named.getFile() != null) {
        return Optional.of(named.getFile());
      }
      Matcher text = OF_A_FILE.matcher(String.valueOf(cause.getMessage()));
      if (text.matches()) {
        return Optional.of(text.group(1));
      }
    }
    return Optional.empty();
  }

  /** Words for an exception whose message is a path and nothing else. */
  private static Optional<String> bare(Throwable failure) {
    if (failure instanceof FileSystemException named && named.getReason() == null) {
      if (named instanceof NoSuchFileException) {
        return Optional.of("Cannot find " + named.getFile() + ": no such file or folder");
      }
      if (named instanceof AccessDeniedException) {
        return Optional.of("Cannot open " + named.getFile() + ": permission denied");
      }
    }
    return Optional.empty();
  }

  /** Where there is least room of all places that are written to. */
  private static String fullest(Configuration conf) {
    record Place(String name, File folder, long free) {}
    List<Place> places = new ArrayList<>();
    for (Named named : written(conf)) {
      File there = new File(named.path());
      while (there != null && !there.exists()) {
        there = there.getParentFile();
      }
      if (there != null) {
        places.add(new Place(named.name(), new File(named.path()), there.getUsableSpace()));
      }
    }
    return places.stream()
        .min(Comparator.comparingLong(Place::free))
        .map(
            place ->
                String.format(
                    Locale.ROOT,
                    "; least is left at %s, %s: %,d KiB",
                    place.name(),
                    place.folder(),
                    place.free() >> 10))
        .orElse("");
  }

  private record Named(String name, String path) {}

  private static List<Named> written(Configuration conf) {
    List<Named> places = new ArrayList<>();
    places.add(new Named("java.io.tmpdir", System.getProperty("java.io.tmpdir")));
    for (String setting : List.of("hadoop.tmp.dir", "mapreduce.cluster.local.dir")) {
      for (String folder : conf.getTrimmedStrings(setting)) {
        places.add(new Named(setting, folder.startsWith("file:") ? local(folder) : folder));
      }
    }
    String log = System.getProperty("howdah.log.file");
    if (log != null) {
      places.add(new Named("the log", log));
    }
    if ("file".equals(FileSystem.getDefaultUri(conf).getScheme())) {
      Path home = new Path(System.getProperty("user.home"));
      Path staging = new Path(home, conf.get("howdah.run.staging-dir", ".howdah/runs"));
      places.add(new Named("howdah.run.staging-dir", staging.toUri().getPath()));
    }
    return places;
  }

  private static String local(String uri) {
    return new Path(uri).toUri().getPath();
  }
}
