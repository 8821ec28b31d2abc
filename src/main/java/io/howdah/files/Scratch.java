package io.howdah.files;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary files of this process, in one folder below {@code java.io.tmpdir} that is gone when
 * it ends. A process that is killed leaves it behind; it holds a lock in the folder while it lives,
 * so that a later one can tell what is nobody's. (A process id would not tell: containers that
 * share the folder do not see each other's.)
 */
public final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
  private static final String OURS = "howdah-scratch-";
  private static final String UNPACKED = "hadoop-unjar";
  private static final String LOCK = "howdah.lock";

  /** A folder that is younger may not have its lock yet. */
  private static final Duration NEW = Duration.ofMinutes(1);

  /** Nothing takes as long to unpack a jar. */
  private static final Duration UNPACKING = Duration.ofHours(1);

  private static final Map<Path, FileLock> HELD = new HashMap<>();
  private static Path folder;

  private Scratch() {}

  /** Makes an empty file. */
  public static Path file(String prefix, String suffix) throws IOException {
    return Files.createTempFile(folder(), prefix, suffix);
  }

  /** Makes an empty folder. */
  public static Path folder(String prefix) throws IOException {
    return Files.createTempDirectory(folder(), prefix);
  }

  private static synchronized Path folder() throws IOException {
    if (folder == null || !Files.isDirectory(folder)) { // some systems clean up by age
      Path made = Files.createTempDirectory(OURS);
      hold(made);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "howdah-scratch"));
      folder = made;
    }
    return folder;
  }

  static synchronized void hold(Path place) throws IOException {
    FileChannel channel =
        FileChannel.open(place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    HELD.put(place, channel.lock()); // until the process ends, however it does
  }

  /** To try the lock of a folder of its own would lose it for the process. */
  private static synchronized boolean holds(Path place) {
    return HELD.containsKey(place);
  }

  /**
   * Deletes what killed processes of this user left, and says that what this one runs from is in
   * use. Failing at that is no reason not to start.
   */
  public static void begin() {
    try {
      begin(Path.of(Scratch.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (IOException | URISyntaxException | RuntimeException e) {
      LOG.warn("what killed processes left in the temporary folder stays there", e);
    }
  }

  /**
   * @param code where this program's classes lie
   */
  static void begin(Path code) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(temporary);
    for (Path at = code; at != null; at = at.getParent()) {
      Path name = at.getFileName();
      if (name != null && name.toString().startsWith(UNPACKED)) {
        hold(at);
        if (!at.getParent().equals(temporary)) {
          sweep(at.getParent());
        }
      }
    }
  }

  /** Deletes the folders of processes that are no more. */
  static void sweep(Path temporary) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(temporary, "{" + OURS + "," + UNPACKED + "}*")) {
      for (Path place : all) {
        if (isNobodys(place)) {
          left.add(place);
        }
      }
    }
    left.forEach(Scratch::delete);
  }

  private static boolean isNobodys(Path place) throws IOException {
    Path lock = place.resolve(LOCK);
    try {
      if (holds(place)
          || !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(place).getName().equals(System.getProperty("user.name"))
          || isYounger(place, NEW)) {
        return false;
      }
      if (!Files.exists(lock)) {
        // killed before it came that far; another program's is left alone
        boolean ours =
            place.getFileName().toString().startsWith(OURS)
                || Files.isDirectory(place.resolve("io/howdah"));
        return ours && !isYounger(place, UNPACKING);
      }
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
          FileLock free = channel.tryLock()) {
        return free != null;
      }
    } catch (NoSuchFileException e) {
      return false; // its process has just cleaned up
    }
  }

  private static boolean isYounger(Path place, Duration age) throws IOException {
    return Files.getLastModifiedTime(place).toInstant().isAfter(Instant.now().minus(age));
  }

  private static void delete(Path place) {
    try {
      FileUtils.deleteDirectory(place.toFile());
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} stays behind", place, e);
    }
  }
}
