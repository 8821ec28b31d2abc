package io.howdah.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.query.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  @Test
  void theNamesOfCellsAreShownAsTextToo() {
    String owned = "x\u001b]0;owned\u0007";
    Answer answer =
        new Answer(
            "k" + owned,
            true,
            Answer.Source.BATCH,
            5,
            "m" + owned,
            5,
            Duration.ZERO,
            false,
            false,
            Map.of("f" + owned, "v" + owned),
            Optional.empty());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnswerText.table(List.of(answer), new PrintStream(out, true, UTF_8));
    assertThat(out.toString(UTF_8))
        .contains("kx\uFFFD]0;owned\uFFFD", "fx\uFFFD]0;owned\uFFFD=vx\uFFFD]0;owned\uFFFD")
        .contains("mx\uFFFD]0;owned\uFFFD")
        .doesNotContain("\u001b", "\u0007");
  }
}
