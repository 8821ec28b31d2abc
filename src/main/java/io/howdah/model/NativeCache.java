package io.howdah.model;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the native libraries are unpacked (some 400 MB).
 *
 * <p>In a container of YARN that is the application's own folder on a disk of the node: the tasks
 * of a job share it, so that each node unpacks once, and YARN deletes it with the application. The
 * container's working directory would be unpacked to once per task; the temporary folder is open to
 * all; the home folder need not exist on a node, or lies on the network. Elsewhere (the driver, a
 * local job inside it) JavaCPP's own place in the user's home serves.
 *
 * <p>Several JVMs may unpack at the same time: JavaCPP locks.
 */
public final class NativeCache {
  private static final String NAME = "howdah-native";
  private static final Set<PosixFilePermission> OURS_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> AS_OURS_ALONE =
      PosixFilePermissions.asFileAttribute(OURS_ALONE);

  private NativeCache() {}

  /**
   * The folder of a container; it need not exist yet.
   *
   * @param environment of this process: YARN names the application's folders in LOCAL_DIRS
   */
  public static Optional<Path> ofContainer(Map<String, String> environment) {
    String folders = environment.getOrDefault("LOCAL_DIRS", "");
    return folders.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(folders.split(",", 2)[0], NAME));
  }

  /**
   * Creates the folder for this user alone, or makes sure that it is: who can write to it can have
   * any code run in our name.
   *
   * @throws IOException if it cannot be created, or is a link, another user's, or open to others
   */
  static void open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(folder, AS_OURS_ALONE);
    } catch (FileAlreadyExistsException e) {
      requireOursAlone(folder, e);
    } catch (IOException e) {
      throw refused("write", folder, "name one on a local disk", e);
    }
  }

  private static void requireOursAlone(Path folder, IOException cause) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw refused("use", folder, "must be a folder, and no link", cause);
    }
    Map<String, Object> attributes =
        Files.readAttributes(folder, "unix:uid,permissions", LinkOption.NOFOLLOW_LINKS);
    long uid = new UnixSystem().getUid();
    if (((Number) attributes.get("uid")).longValue() != uid) {
      throw refused("use", folder, "must be owned by user " + uid + "; remove it", cause);
    }
    if (!attributes.get("permissions").equals(OURS_ALONE)) {
      throw refused("use", folder, "must have the mode 700; remove it", cause);
    }
  }

  private static IOException refused(String verb, Path folder, String constraint, IOException e) {
    return new IOException(
        "Cannot " + verb + " the folder for native libraries: " + folder + " (" + constraint + ")",
        e);
  }
}
