package io.howdah.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import io.howdah.view.Catalog;
import io.howdah.view.VersionState;
import io.howdah.view.ViewDefinition;
import io.howdah.view.ViewMode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example of the Java client. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadDigitsIT {
  private static final long VERSION = System.currentTimeMillis();

  @Test
  void theReadmeShowsTheVeryCodeThatRuns() throws Exception {
    String source = Files.readString(Path.of("src/test/java/io/howdah/examples/ReadDigits.java"));
    String shown =
        source
            .substring(source.indexOf("// README: from here"), source.indexOf("// README: to here"))
            .lines()
            .skip(1)
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    String readme =
        Files.readAllLines(Path.of("README.md")).stream()
            .map(String::strip)
            .map(line -> line.replace("System.out", "out"))
            .collect(Collectors.joining("\n"));
    assertThat(readme).contains(shown);
  }

  @Test
  void theExampleReadsAView() throws Exception {
    Catalog catalog = new Catalog(SharedHBase.connection());
    ViewDefinition digits =
        new ViewDefinition(
            "digits", "classification", ViewMode.FULL, Optional.empty(), Optional.empty(), 3);
    catalog.create(digits, new byte[0][]);
    try {
      try (Table table = SharedHBase.connection().getTable(TableName.valueOf("digits"))) {
        for (String key : List.of("digit-0042", "digit-0043")) {
          table.put(
              new Put(key.getBytes(UTF_8), VERSION)
                  .addColumn("b".getBytes(UTF_8), "label".getBytes(UTF_8), "7".getBytes(UTF_8)));
        }
      }
      catalog.runs().begin("digits", VERSION, "test", Duration.ofMinutes(5), "digits:1", "{}");
      catalog.runs().advance("digits", VERSION, "test", VersionState.LOADED, "{}");
      catalog.runs().release("digits", "test");
      catalog.publication().publishLoaded("digits", VERSION);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ReadDigits.run(SharedHBase.configuration(), new PrintStream(out, true, UTF_8));
      assertThat(out.toString(UTF_8).lines())
          .containsExactly("7 from the BATCH layer", "2 found", "digits:1, stale: false");
    } finally {
      catalog.drop("digits");
    }
  }
}
