package io.howdah.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFileTest {
  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  private org.apache.hadoop.fs.Path path(String name) {
    return GivenPath.child(new org.apache.hadoop.fs.Path(folder.toUri()), name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** As Hadoop's own local file system writes it. */
  private void writtenByHadoop(String name, String text) throws IOException {
    try (OutputStream out = path(name).getFileSystem(CONF).create(path(name), true)) {
      out.write(text.getBytes(UTF_8));
    }
    assertThat(names()).contains("." + name + ".crc");
  }

  private String read(String name) throws IOException {
    try (InputStream in = PlainFile.open(path(name), CONF)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void aFileThatWasEditedByHandIsReadThoughTheChecksumsOfItsOldBytesLieBesideIt() throws Exception {
    writtenByHadoop("card.json", "{\"name\":\"old\"}");
    Files.writeString(folder.resolve("card.json"), "{\"name\":\"new\"}");
    assertThatThrownBy(
            () -> {
              try (InputStream in = path("card.json").getFileSystem(CONF).open(path("card.json"))) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(ChecksumException.class);
    assertThat(read("card.json")).isEqualTo("{\"name\":\"new\"}");
  }

  @Test
  void noChecksumsAreWrittenAndOldOnesAreRemoved() throws Exception {
    writtenByHadoop("tuning.json", "old");
    PlainFile.replace(path("tuning.json"), "newer".getBytes(UTF_8), CONF);
    assertThat(names()).containsExactly("tuning.json");
    assertThat(read("tuning.json")).isEqualTo("newer");
    writtenByHadoop("report.html", "old");
    PlainFile.write(path("report.html"), "<p>".getBytes(UTF_8), CONF);
    assertThat(names()).containsExactly("report.html", "tuning.json");
    // for Hadoop's own readers too
    try (InputStream in = path("report.html").getFileSystem(CONF).open(path("report.html"))) {
      assertThat(in.readAllBytes()).containsExactly('<', 'p', '>');
    }
  }

  @Test
  void aNameWithAColonIsWrittenAndRead() throws Exception {
    PlainFile.replace(path("a:b.json"), "1".getBytes(UTF_8), CONF);
    PlainFile.replace(path("a:b.json"), "2".getBytes(UTF_8), CONF);
    assertThat(read("a:b.json")).isEqualTo("2");
    assertThat(names()).containsExactly("a:b.json");
  }

  @Test
  void aFullDiskIsAnExceptionThatNamesTheFileAndLeavesTheOldOne() throws Exception {
    Path disk = Files.createDirectories(folder.resolve(FullDisk.FOLDER));
    Files.writeString(disk.resolve("card.json"), "old");
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(disk.resolve("card.json").toUri());
    Configuration full = FullDisk.with(CONF, 5);
    assertThatThrownBy(() -> PlainFile.replace(file, "123456".getBytes(UTF_8), full))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write to file:" + disk + "/.card.json.")
        .hasMessageEndingWith(
            ": no space left on device"
                + " (free some: df -h and df -i tell whether bytes or files ran out)");
    assertThat(disk).isDirectoryNotContaining("glob:**.card.json.*");
    assertThat(disk.resolve("card.json")).hasContent("old");
    PlainFile.replace(file, "12345".getBytes(UTF_8), full);
    assertThat(disk.resolve("card.json")).hasContent("12345");
  }

  @Test
  void theSystemsOwnFullDeviceIsNamed() {
    assertThatThrownBy(
            () -> PlainFile.write(new org.apache.hadoop.fs.Path("/dev/full"), new byte[] {1}, CONF))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write to /dev/full: no space left on device (free some");
  }
}
