package io.howdah.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.local.SharedHBase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example of the Java client. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadDigitsIT {
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
    try (DigitsView view = DigitsView.publish()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ReadDigits.run(SharedHBase.configuration(), new PrintStream(out, true, UTF_8));
      assertThat(out.toString(UTF_8).lines()).containsExactlyElementsOf(view.exampleSays());
    }
  }
}
