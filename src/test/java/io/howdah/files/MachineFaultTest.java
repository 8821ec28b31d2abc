package io.howdah.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFaultTest {
  private static final String FREE =
      "no space left on device"
          + " (free some: df -h and df -i tell whether bytes or files ran out)";
  private static final String LIMIT =
      "too many open files (raise the limit: ulimit -n, or LimitNOFILE of a service)";

  private static String line(Throwable failure) {
    return MachineFault.line(failure, new Configuration(false)).orElse("none");
  }

  @Test
  void anErrorThatNamesNoPlaceIsToldWithTheOneThatHasLeastRoom() throws Exception {
    Throwable failure = new IOException("spill failed", FullDisk.error());
    assertThat(line(failure))
        .startsWith("Cannot write: " + FREE + "; least is left at ")
        .endsWith(" KiB");
  }

  @Test
  void theFileThatAnExceptionNamesIsTold() {
    assertThat(line(new FileSystemException("/data/x", null, "No space left on device")))
        .isEqualTo("Cannot write to /data/x: " + FREE);
    assertThat(line(new FileSystemException("/data/x", null, "Read-only file system")))
        .isEqualTo(
            "Cannot write to /data/x: the file system is read-only"
                + " (make it writable, or name another folder)");
    assertThat(line(new FileNotFoundException("/a b/c (Too many open files)")))
        .isEqualTo("Cannot open /a b/c: " + LIMIT);
    assertThat(line(new FileNotFoundException("/q/c (Disk quota exceeded)")))
        .isEqualTo("Cannot write to /q/c: " + FREE);
  }

  @Test
  void tooManyOpenFilesAreToldHoweverDeepTheyLie() {
    assertThat(
            line(
                new ExecutionException(
                    new IOException(
                        "cannot connect", new SocketException("Too many open files in system")))))
        .isEqualTo("Cannot go on: " + LIMIT);
  }

  @Test
  void aServersDiskIsNotOneOfThisMachine() {
    assertThat(
            line(
                new IOException(
                    new RemoteException("java.io.IOException", "No space left on device"))))
        .isEqualTo("Cannot write on a server: " + FREE);
  }

  @Test
  void threadsMayRunOut() {
    assertThat(
            line(
                new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process/resource"
                        + " limits reached")))
        .isEqualTo(
            "Cannot go on: no more threads"
                + " (raise the limit: ulimit -u, or the pids limit of a container)");
  }

  @Test
  void anExceptionThatIsAPathAloneGetsWords(@TempDir Path folder) throws Exception {
    Path gone = Files.createDirectory(folder.resolve("tmp"));
    Files.delete(gone);
    Throwable failure = null;
    try {
      Files.createTempFile(gone, "howdah-model-", ".zip");
    } catch (NoSuchFileException e) {
      failure = e;
    }
    assertThat(line(failure))
        .startsWith("Cannot find " + gone + "/howdah-model-")
        .endsWith(": no such file or folder");
    assertThat(line(new AccessDeniedException("/root/x")))
        .isEqualTo("Cannot open /root/x: permission denied");
  }

  @Test
  void whatIsOfAnotherKindIsLeftToOthers() {
    assertThat(line(new IOException("Invalid input"))).isEqualTo("none");
    assertThat(line(new NoClassDefFoundError("a/B"))).isEqualTo("none");
    assertThat(line(new IOException((String) null))).isEqualTo("none");
  }

  @Test
  void aPlaceThatIsKnownStaysTheOneThatIsTold() throws Exception {
    IOException known = MachineFault.at("/staging", FullDisk.error());
    assertThat(MachineFault.at("/elsewhere", known)).isSameAs(known);
    assertThat(line(new IOException("Failed to score", known)))
        .isEqualTo("Cannot write to /staging: " + FREE);
    IOException other = new IOException("it is there");
    assertThat(MachineFault.at("/staging", other)).isSameAs(other);
  }
}
