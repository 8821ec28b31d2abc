package io.howdah.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path folder;

  private Path left(String name, boolean locked, Duration age) throws Exception {
    Path place = Files.createDirectories(folder.resolve(name));
    Files.writeString(place.resolve("model-1.zip"), "weights");
    if (locked) {
      Files.writeString(place.resolve("howdah.lock"), "");
    }
    Files.setLastModifiedTime(place, FileTime.from(Instant.now().minus(age)));
    return place;
  }

  /** A program that makes a temporary file and waits to be killed. */
  public static final class Waiting {
    public static void main(String[] arguments) throws Exception {
      Path file = Scratch.file("model-", ".zip");
      System.out.println(file);
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAndWhatALivingOneHasIsNot() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Waiting.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Path file = Path.of(process.inputReader().readLine());
      Path place = file.getParent();
      assertThat(file).exists();
      Files.setLastModifiedTime(place, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
      Scratch.sweep(folder);
      assertThat(file).exists();
      assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(file).exists();
      Scratch.sweep(folder);
      assertThat(place).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anUnpackedJarGoesWhenItsProgramIsDeadAndOnlyIfItIsOurs() throws Exception {
    Path dead = left("hadoop-unjar1", true, Duration.ofMinutes(5));
    Path cutOff = left("hadoop-unjar2", false, Duration.ofHours(2));
    Files.createDirectories(cutOff.resolve("io/howdah"));
    Files.setLastModifiedTime(cutOff, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path unpacking = left("hadoop-unjar3", false, Duration.ofMinutes(5));
    Files.createDirectories(unpacking.resolve("io/howdah"));
    Path others = left("hadoop-unjar4", false, Duration.ofDays(9));
    Path fresh = left("hadoop-unjar5", true, Duration.ZERO);
    Path named = left("howdah-data", true, Duration.ofDays(9));
    Path held = left("hadoop-unjar6", true, Duration.ofDays(9));
    // as a program that runs from there does
    Scratch.hold(held);
    Scratch.sweep(folder);
    assertThat(dead).doesNotExist();
    assertThat(cutOff).doesNotExist();
    assertThat(unpacking).exists();
    assertThat(others).exists();
    assertThat(fresh).exists();
    assertThat(named).exists();
    assertThat(held).exists();
  }
}
