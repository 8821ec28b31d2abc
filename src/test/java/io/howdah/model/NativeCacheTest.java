package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCacheTest {
  @TempDir Path dir;

  @Test
  void aContainerUsesItsApplicationsFolderOnTheFirstDisk() {
    assertThat(
            NativeCache.ofContainer(
                Map.of("LOCAL_DIRS", "/disk1/u/appcache/application_1,/disk2/application_1")))
        .contains(Path.of("/disk1/u/appcache/application_1/howdah-native"));
    assertThat(NativeCache.ofContainer(Map.of())).isEmpty();
    assertThat(NativeCache.ofContainer(Map.of("LOCAL_DIRS", ""))).isEmpty();
  }

  @Test
  void theFolderIsForThisUserAloneAndCanBeOpenedAgain() throws IOException {
    Path folder = dir.resolve("app/howdah-native");
    NativeCache.open(folder);
    NativeCache.open(folder);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void manyTasksMayOpenItAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 50; round++) {
        Path folder = dir.resolve("round-" + round);
        List<Future<?>> opened = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          opened.add(
              threads.submit(
                  () -> {
                    NativeCache.open(folder);
                    return null;
                  }));
        }
        for (Future<?> one : opened) {
          one.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx-w----", "rwx--x---"})
  void refusesAFolderThatIsOpenToOthers(String mode) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("howdah-native"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    refuses(folder, "must have the mode 700; remove it");
  }

  @Test
  void refusesAnotherUsersFolder() throws IOException {
    long uid = new UnixSystem().getUid();
    assumeTrue(uid == 0, "only root can give a folder away");
    Path folder =
        Files.createDirectory(
            dir.resolve("howdah-native"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setAttribute(folder, "unix:uid", 65_534);
    refuses(folder, "must be owned by user 0; remove it");
  }

  @Test
  void refusesALinkAndAFile() throws IOException {
    Path real = Files.createDirectory(dir.resolve("real"));
    refuses(Files.createSymbolicLink(dir.resolve("link"), real), "must be a folder, and no link");
    refuses(Files.createFile(dir.resolve("file")), "must be a folder, and no link");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    Path folder = file.resolve("app/howdah-native");
    assertThatThrownBy(() -> NativeCache.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot write the folder for native libraries: %s (name one on a local disk)", folder);
  }

  private static void refuses(Path folder, String constraint) {
    assertThatThrownBy(() -> NativeCache.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot use the folder for native libraries: %s (%s)", folder, constraint);
  }
}
