package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gate.TestLimits;
import io.howdah.source.InputFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The day in a folder's name. */
class AsOfTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-26T07:00:00Z");

  @TempDir Path folder;
  private final Configuration conf = new Configuration(false);

  @BeforeEach
  void useTheLocalFiles() {
    conf.set("fs.defaultFS", "file:///");
  }

  private void complete(String name) throws Exception {
    Path day = Files.createDirectories(folder.resolve(name));
    Files.createFile(day.resolve("_SUCCESS"));
    Files.writeString(day.resolve("part-0"), "k\n");
    Files.setLastModifiedTime(day.resolve("part-0"), FileTime.from(WRITTEN));
  }

  private Instant asOf(String input) throws Exception {
    ScoreRequest request =
        TestRequests.of("v", "m", List.of(input), null, TestLimits.ofCounts(1, 0, 0));
    long now = WRITTEN.plusSeconds(60).toEpochMilli();
    return Instant.ofEpochMilli(
        AsOf.of(request, InputFiles.expand(request.input(), conf), conf, now).time());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24, 2026-11-25T00:00:00Z",
    "dt=2026-11-24, 2026-11-25T00:00:00Z",
    "day=2026-11-24, 2026-11-25T00:00:00Z",
    "dt=2026-11-24/, 2026-11-25T00:00:00Z",
    "dt=2026-11-24/., 2026-11-25T00:00:00Z",
    "dt=2024-02-29, 2024-03-01T00:00:00Z",
    "x2026-11-24, 2026-11-26T07:00:00Z",
    "dt=2026-11-26, 2026-11-26T07:00:00Z",
    "dt=2026-13-45, 2026-11-26T07:00:00Z",
    "dt=2026-02-29, 2026-11-26T07:00:00Z",
    "dt=0000-00-00, 2026-11-26T07:00:00Z",
    "dt=1901-01-01, 2026-11-26T07:00:00Z"
  })
  void onlyADayOfTheCalendarIsOne(String name, Instant expected) throws Exception {
    complete(name);
    assertThat(asOf(folder + "/" + name)).isEqualTo(expected);
  }

  @Test
  void aFolderHasItsNameFromWithinToo() throws Exception {
    complete("dt=2026-11-24");
    FileSystem files = FileSystem.get(conf);
    org.apache.hadoop.fs.Path before = files.getWorkingDirectory();
    try {
      files.setWorkingDirectory(
          new org.apache.hadoop.fs.Path(folder.resolve("dt=2026-11-24").toUri()));
      assertThat(asOf(".")).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
      assertThat(asOf("./")).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
      files.setWorkingDirectory(new org.apache.hadoop.fs.Path(folder.toUri()));
      assertThat(asOf("dt=2026-11-24")).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
    } finally {
      files.setWorkingDirectory(before);
    }
  }
}
