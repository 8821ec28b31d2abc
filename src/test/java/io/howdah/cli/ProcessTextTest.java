package io.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.cli.options.UsageException;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class ProcessTextTest {
  private static byte[] commandLine(String... arguments) {
    return (String.join("\0", arguments) + "\0").getBytes(UTF_8);
  }

  @Test
  void findsTheArgumentsThatTheLocaleSpoilt() throws Exception {
    String[] given = {"lookup", "v", "\uFFFD\uFFFD", "", "a?b", "??"};
    assertThat(
            ProcessText.arguments(
                given, commandLine("java", "-Dx", "Main", "lookup", "v", "é", "", "a?b", "é")))
        .containsExactly("lookup", "v", "é", "", "a?b", "é");
    // as Latin-1 reads UTF-8
    assertThat(ProcessText.arguments(new String[] {"Ã©"}, commandLine("java", "é")))
        .containsExactly("é");
  }

  @Test
  void refusesWhatIsNotUtf8AndWhatItCannotKnow() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(commandLine("java"));
    line.writeBytes(new byte[] {'c', 'a', 'f', (byte) 0xE9, 0});
    assertThatThrownBy(() -> ProcessText.arguments(new String[] {"caf\uFFFD"}, line.toByteArray()))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid argument: caf\uFFFD (must be UTF-8)");
    for (byte[] other : new byte[][] {commandLine("x"), commandLine("a", "y"), {}}) {
      assertThatThrownBy(() -> ProcessText.arguments(new String[] {"b", "\uFFFD"}, other))
          .hasMessageContaining("Cannot read the arguments in the locale's encoding");
    }
  }
}
