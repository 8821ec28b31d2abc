package io.howdah.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RejectExamplesTest {
  @TempDir Path folder;

  private static String line(String cause, String record) throws IOException {
    return new ObjectMapper()
        .writeValueAsString(
            new ObjectMapper()
                .createObjectNode()
                .put("cause", cause)
                .put("message", "Invalid " + record.substring(0, 1))
                .put("file", "hdfs://cluster/data/part-0.csv")
                .put("offset", 12)
                .put("record", record));
  }

  private Map<String, List<RunReport.Example>> read(String... causes) throws IOException {
    return RejectExamples.read(
        FileSystem.getLocal(new Configuration()),
        new org.apache.hadoop.fs.Path(folder.resolve("rejects").toUri()),
        Set.of(causes));
  }

  private void write(String name, String... lines) throws IOException {
    Files.createDirectories(folder.resolve("rejects"));
    Files.write(folder.resolve("rejects").resolve(name), List.of(lines));
  }

  @Test
  void theFirstThreeOfEachCauseAreKept() throws IOException {
    write("part-0", line("A", "1"), line("A", "2"), line("C", "x"));
    write("part-1", line("A", "3"), line("A", "4"), line("B", "5"));
    assertThat(read("A", "B"))
        .containsOnlyKeys("A", "B")
        .hasEntrySatisfying(
            "A",
            examples ->
                assertThat(examples)
                    .extracting(RunReport.Example::record)
                    .containsExactly("1", "2", "3"))
        .hasEntrySatisfying(
            "B",
            examples ->
                assertThat(examples)
                    .containsExactly(
                        new RunReport.Example(
                            "hdfs://cluster/data/part-0.csv", 12, "Invalid 5", "5")));
  }

  @Test
  void ofALongRecordItsBeginningIsKept() throws IOException {
    for (String piece : List.of("a", "\\u0001", "\\\"", "\\\\", "ü", "🐘", "\\ud83d")) {
      String plain = line("A", "x".repeat(13));
      String cut = plain.substring(0, plain.length() - 2) + piece.repeat(20_000) + "\"}";
      write("part-0", cut, line("A", "next"));
      assertThat(read("A").get("A"))
          .as(piece)
          .hasSize(2)
          .satisfiesExactly(
              first ->
                  assertThat(first.record()).hasSizeLessThan(401).startsWith("xxx").endsWith("…"),
              next -> assertThat(next.record()).isEqualTo("next"));
    }
  }

  @Test
  void theReadingEndsHoweverManyRejectsThereAre() throws IOException {
    Files.createDirectories(folder.resolve("rejects"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("rejects/part-0"))) {
      byte[] reject = (line("A", "y".repeat(100_000)) + "\n").getBytes(UTF_8);
      for (int i = 0; i < 100; i++) {
        out.write(reject);
      }
      out.write(line("B", "beyond 8 MiB").getBytes(UTF_8));
    }
    assertThat(read("A", "B")).containsOnlyKeys("A");
  }

  @Test
  void brokenLinesAndAFolderThatIsGoneGiveNoExamples() throws IOException {
    assertThat(read("A")).isEmpty();
    write("part-0", "", "{", "[]", "\"A\"", "{\"cause\":7}", line("A", "good"), "{\"cause\":\"A\"");
    Files.write(folder.resolve("rejects/part-1"), new byte[] {(byte) 0xff, 0, '\n', (byte) 0xc3});
    assertThat(read("A").get("A"))
        .extracting(RunReport.Example::record)
        .contains("good")
        .hasSizeLessThan(3);
  }
}
